import type { ResolvedOptions } from '../account/options.ts';
import { nextTurn } from '../ground/next-turn.ts';
import { millisToMicros } from '../ground/timestamps.ts';
import type { Store } from '../store/store.ts';

/** Bounds the store: by age from time to time, by size as traces arrive. */
export interface Retention {
  /** Checks the size, after something was added. */
  check(): void;
  stop(): void;
}

/** Receives the results of sweeps. */
export interface RetentionEvents {
  readonly onRemoved: (ids: readonly string[]) => void;
  /** Called once per outage, on its first failure, such as of a full disk. The next sweep tries again. */
  readonly onFailed: (error: unknown) => void;
}

/**
 * Sweeps immediately and every ten minutes, some traces at a time, and yields to the event loop between them. The timer does not keep the
 * process alive.
 */
export function startRetention(
  store: Pick<Store, 'bytes' | 'remove' | 'removeReportsBefore'> & {
    readonly index: Pick<Store['index'], 'oldest'>;
    readonly logs: Pick<Store['logs'], 'removeBefore'>;
  },
  options: Pick<ResolvedOptions, 'now' | 'retentionDays' | 'maxStoreBytes' | 'logRetentionDays'>,
  { onRemoved, onFailed }: RetentionEvents,
): Retention {
  const { now, retentionDays, maxStoreBytes, logRetentionDays } = options;
  let isSweeping = false;
  let isStopped = false;
  // Since the last sweep without any.
  let failures = 0;
  const tooOld = (): number => millisToMicros(now() - retentionDays * DAY_MILLIS);
  const tooMany = (): { id: string; bytes: number }[] => {
    let over = store.bytes() - maxStoreBytes;
    return store.index.oldest(AT_ONCE).filter(({ bytes }) => {
      const isOver = over > 0;
      over -= bytes;
      return isOver;
    });
  };
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (failures === 0 && !isStopped) onFailed(error);
      failures++;
    }
  };
  const sweep = async (next: () => { id: string; bytes: number }[]): Promise<void> => {
    if (isSweeping) return;
    isSweeping = true;
    await attempt(async () => {
      for (let traces = next(); traces.length > 0; traces = next()) {
        store.remove(traces);
        onRemoved(traces.map(({ id }) => id));
        await nextTurn();
        if (isStopped) return;
      }
    });
    isSweeping = false;
  };
  const sweepLogs = async (): Promise<void> => {
    const before = now() - logRetentionDays * DAY_MILLIS;
    while (!isStopped && store.logs.removeBefore(before)) await nextTurn();
  };
  const sweepAll = async (): Promise<void> => {
    const before = failures;
    await attempt(async () => {
      store.removeReportsBefore(tooOld());
      await sweepLogs();
    });
    await sweep(() => {
      const old = store.index.oldest(AT_ONCE, tooOld());
      return old.length > 0 ? old : tooMany();
    });
    if (failures === before) failures = 0;
  };
  void sweepAll();
  const timer = setInterval(() => void sweepAll(), SWEEP_MILLIS);
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
