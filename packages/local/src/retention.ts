import type { ResolvedOptions } from './options.ts';
import type { Store } from './store.ts';
import { millisToMicros } from './timestamps.ts';
import type { Traces } from './traces.ts';

/** Keeps the store from growing without end: by age from time to time, by size as documents come. */
export interface Retention {
  /** Looks at the size, if enough has come since it was last looked at. */
  noteBytes(bytes: number): void;
  stop(): void;
}

/** Sweeps at once and every ten minutes. The timer holds no process. */
export function startRetention(
  store: Store,
  traces: Traces,
  { now, retentionDays, maxStoreBytes }: Pick<ResolvedOptions, 'now' | 'retentionDays' | 'maxStoreBytes'>,
): Retention {
  let bytesSinceSweep = 0;
  const removeOverSize = (): void => {
    bytesSinceSweep = 0;
    if (store.bytes() <= maxStoreBytes) return;
    traces.derive();
    store.removeOldestOver(maxStoreBytes);
  };
  const sweep = (): void => {
    traces.derive();
    store.removeOlderThan(millisToMicros(now() - retentionDays * DAY_MILLIS));
    removeOverSize();
  };
  sweep();
  const timer = setInterval(() => {
    try {
      sweep();
    } catch {
      // A full disk, perhaps: nothing is lost, and the next sweep comes.
    }
  }, SWEEP_MILLIS);
  timer.unref();
  return {
    noteBytes(bytes) {
      bytesSinceSweep += bytes;
      // Adding up all traces costs; a hundredth over the limit does not.
      if (bytesSinceSweep > maxStoreBytes / 100) removeOverSize();
    },
    stop: () => clearInterval(timer),
  };
}

const DAY_MILLIS = 24 * 3_600_000;
const SWEEP_MILLIS = 600_000;
