import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withTimeLimit } from './time-limit.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('withTimeLimit', () => {
  it('returns a result in time, and leaves no timer', async () => {
    await expect(withTimeLimit(async () => 'here', 1_000, new AbortController().signal)).resolves.toBe('here');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('passes a failure on, and leaves no timer', async () => {
    const failing = withTimeLimit(() => Promise.reject(new Error('no')), 1_000, new AbortController().signal);
    await expect(failing).rejects.toThrow('no');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('rejects for a call that never ends and ignores its signal', async () => {
    let signal: AbortSignal | undefined;
    const limited = withTimeLimit(
      (given) => {
        signal = given;
        return new Promise(() => {});
      },
      1_000,
      new AbortController().signal,
    );
    vi.advanceTimersByTime(1_000);
    await expect(limited).rejects.toThrow('no answer in 1000 ms');
    expect(signal?.aborted).toBe(true);
  });

  it('ends with what it is part of, before and while it runs', async () => {
    const outer = new AbortController();
    const limited = withTimeLimit(() => new Promise(() => {}), 1_000, outer.signal);
    outer.abort(new Error('over'));
    await expect(limited).rejects.toThrow('over');
    const run = vi.fn();
    await expect(withTimeLimit(run, 1_000, outer.signal)).rejects.toThrow('over');
    expect(run).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });
});
