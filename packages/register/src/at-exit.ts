import { constants } from 'node:os';
import { sendOnCrash } from './crash.ts';

/** The parts that send when the process ends. Neither method rejects. */
export interface Ending {
  /** Sends what has ended so far. */
  flush(): Promise<void>;
  /** Sends everything and stops. */
  shutdown(): Promise<void>;
}

/**
 * Sends everything when the process ends: at each of the signals, at an uncaught exception or unhandled rejection, and when it runs out of
 * work.
 * `process.exit()` leaves no time for it; callers await `shutdown()` before it.
 *
 * A signal that the application also listens for is the application's: what has ended so far is sent, and the application ends the process.
 */
export function endWithProcess(signals: readonly NodeJS.Signals[], ending: Ending): void {
  process.once('beforeExit', () => void ending.shutdown());
  sendOnCrash(ending);
  let stopping = false;
  for (const signal of signals) {
    process.on(signal, () => {
      if (process.listenerCount(signal) > 1) return void ending.flush();
      const code = 128 + constants.signals[signal];
      // A second call does not wait any longer.
      if (stopping) process.exit(code);
      stopping = true;
      // Where the last handle closes first, the process ends by itself.
      process.exitCode = code;
      setTimeout(() => process.exit(code), MAX_SHUTDOWN_MILLIS);
      void ending.shutdown().then(() => process.exit(code));
    });
  }
}

// Longer than the span processor's own deadline of 5 seconds, shorter than what containers are given before SIGKILL (10 in
// Docker, 30 in ECS and Kubernetes).
const MAX_SHUTDOWN_MILLIS = 8_000;
