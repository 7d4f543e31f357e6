import type { Ending } from './at-exit.ts';

/** One state for the ESM and the CommonJS copy of this package, and for several registrations. */
const KEY = Symbol.for('@otel-xray/register.crash');

/** Longer than the span processor's own deadline for a shutdown. */
const MAX_CRASH_MILLIS = 8_000;

type Crash = { readonly endings: Set<Ending>; first: { readonly error: unknown } | undefined; isOver: boolean };

/**
 * Sends everything when an uncaught exception or unhandled rejection ends the process, then lets it end as it would without us: the same
 * message, the same exit code. An application that listens for `uncaughtException` decides by itself what happens; what has ended so far
 * is sent.
 *
 * A permanent listener would change what an exception does, and error reporters count listeners to decide whether they end the process. So
 * the listener exists only while a crash is handled: https://nodejs.org/api/process.html#event-uncaughtexceptionmonitor
 */
export function sendOnCrash(ending: Ending): void {
  const shared = globalThis as { [KEY]?: Crash };
  if (shared[KEY] === undefined) {
    const crash: Crash = { endings: new Set(), first: undefined, isOver: false };
    shared[KEY] = crash;
    process.on('uncaughtExceptionMonitor', (error) => handle(crash, error));
  }
  shared[KEY].endings.add(ending);
}

function handle(crash: Crash, error: unknown): void {
  // The first error decides; those that follow while we send change nothing.
  if (crash.isOver || crash.first !== undefined) return;
  if (process.listenerCount('uncaughtException') > 0 || process.hasUncaughtExceptionCaptureCallback()) {
    for (const ending of crash.endings) void ending.flush();
    return;
  }
  crash.first = { error };
  const hold = (): void => {};
  process.on('uncaughtException', hold);
  const end = (): void => {
    if (crash.isOver) return;
    crash.isOver = true;
    clearTimeout(timer);
    process.off('uncaughtException', hold);
    crashWith(error);
  };
  const timer = setTimeout(end, MAX_CRASH_MILLIS);
  void Promise.allSettled([...crash.endings].map((one) => one.shutdown())).then(end);
}

/**
 * Ends the process with an error as Node does. A rejection prints the place where the error was made (usually where it was thrown); a
 * second
 * `throw` would print this file. Where a
 * rejection would not end the process, or the error knows no place, it is thrown.
 */
function crashWith(error: unknown): void {
  const options = `${process.execArgv.join(' ')} ${process.env['NODE_OPTIONS'] ?? ''}`;
  const canReject = process.listenerCount('unhandledRejection') === 0 && !options.includes('--unhandled-rejections');
  if (error instanceof Error && canReject) void Promise.reject(error);
  else
    setImmediate(() => {
      throw error;
    });
}
