import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startRetention } from './retention.ts';

const DAY = 86_400_000;
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it.each(['remove', 'removeBefore', 'removeReportsBefore', 'oldest'])(
  'reports a failure of %s once, and tries again',
  async (failing) => {
    let isFull = true;
    const traces = [{ id: '1-6adf0240-000000000000000000000001', bytes: 10 }];
    const fail = (name: string): void => {
      if (isFull && name === failing) throw new Error('the disk is full');
    };
    const store = {
      bytes: () => 0,
      index: {
        oldest: () => {
          fail('oldest');
          return [...traces];
        },
      },
      logs: {
        removeBefore: () => {
          fail('removeBefore');
          return false;
        },
      },
      removeReportsBefore: () => fail('removeReportsBefore'),
      remove: () => {
        fail('remove');
        traces.length = 0;
      },
    };
    const failures: unknown[] = [];
    const removed: string[] = [];
    const options = { now: () => 40 * DAY, retentionDays: 30, maxStoreBytes: 1, logRetentionDays: 7 };
    const retention = startRetention(store, options, {
      onRemoved: (ids) => removed.push(...ids),
      onFailed: (error) => failures.push(String(error)),
    });
    await vi.advanceTimersByTimeAsync(1_300_000);
    expect(failures).toEqual(['Error: the disk is full']);
    isFull = false;
    await vi.advanceTimersByTimeAsync(1_200_000);
    expect(removed).toEqual(['1-6adf0240-000000000000000000000001']);
    isFull = true;
    traces.push({ id: 'b', bytes: 10 });
    await vi.advanceTimersByTimeAsync(600_000);
    expect(failures).toHaveLength(2);
    retention.stop();
  },
);
