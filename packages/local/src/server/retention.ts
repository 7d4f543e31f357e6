import type { ResolvedOptions } from '../account/options.ts';
import { nextTurn } from '../ground/next-turn.ts';
import { millisToMicros } from '../ground/timestamps.ts';
import type { Store } from '../store/store.ts';

/** Keeps the store from growing without end: by age from time to time, by size as traces come. */
export interface Retention {
  /** Looks at the size, after something was added. */
  check(): void;
  stop(): void;
}

/**
 * Sweeps at once and every ten minutes, some traces at a time, so that others run in between. The timer holds no process.
 * @param onRemoved hears which traces are gone
 */
export function startRetention(
  store: Store,
  options: Pick<ResolvedOptions, 'now' | 'retentionDays' | 'maxStoreBytes' | 'logRetentionDays'>,
  onRemoved: (ids: readonly string[]) => void,
): Retention {
  const { now, retentionDays, maxStoreBytes, logRetentionDays } = options;
  let isSweeping = false;
  let isStopped = false;
  const tooOld = (): number => millisToMicros(now() - retentionDays * DAY_MILLIS);
  const tooMany = (): { id: string; bytes: number }[] => {
    let over = store.bytes() - maxStoreBytes;
    return store.index.oldest(AT_ONCE).filter(({ bytes }) => {
      const isOver = over > 0;
      over -= bytes;
      return isOver;
    });
  };
  const sweep = async (next: () => { id: string; bytes: number }[]): Promise<void> => {
    if (isSweeping) return;
    isSweeping = true;
    try {
      for (let traces = next(); traces.length > 0; traces = next()) {
        store.remove(traces);
        onRemoved(traces.map(({ id }) => id));
        await nextTurn();
        if (isStopped) return;
      }
    } catch {
      // A full disk, perhaps: nothing is lost, and the next sweep comes.
    } finally {
      isSweeping = false;
    }
  };
  const sweepLogs = async (): Promise<void> => {
    const before = now() - logRetentionDays * DAY_MILLIS;
    try {
      while (!isStopped && store.logs.removeBefore(before)) await nextTurn();
    } catch {
      // As above.
    }
  };
  const sweepAll = (): void => {
    void sweepLogs();
    store.removeReportsBefore(tooOld());
    void sweep(() => {
      const old = store.index.oldest(AT_ONCE, tooOld());
      return old.length > 0 ? old : tooMany();
    });
  };
  sweepAll();
  const timer = setInterval(sweepAll, SWEEP_MILLIS);
  timer.unref();
  return {
    check() {
      if (store.bytes() > maxStoreBytes) void sweep(tooMany);
    },
    stop() {
      isStopped = true;
      clearInterval(timer);
    },
  };
}

const DAY_MILLIS = 24 * 3_600_000;
const SWEEP_MILLIS = 600_000;
const AT_ONCE = 200;
