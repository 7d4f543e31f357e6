import { describe, expect, it } from 'vitest';
import { CallError } from '../transports/call-error.ts';
import type { ExportResponse } from '../transports/transport.ts';
import { CallLimit } from './call-limit.ts';

const THROTTLE: ExportResponse = { status: 'retryable', error: new CallError('429', 'throttled') };
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A limit, and attempts that are answered by hand in the order in which they started. */
function open() {
  const limit = new CallLimit({ baseCalls: 2, maxCalls: 5, documentsPerExtraCall: 100 });
  const started: ((response: ExportResponse) => void)[] = [];
  let answered = 0;
  const attempt = async (count: number): Promise<number> => {
    for (let i = 0; i < count; i++) void limit.attempt(() => new Promise((resolve) => started.push(resolve)));
    await turn();
    return started.length - answered;
  };
  const answer = async (response: ExportResponse): Promise<number> => {
    started[answered++]!(response);
    await turn();
    return started.length - answered;
  };
  return { limit, attempt, answer };
}

describe('CallLimit', () => {
  it.each([
    [0, 2],
    [99, 2],
    [100, 3],
    [250, 4],
    [10_000, 5],
  ])('while %i documents wait, allows %i calls in flight', (waiting, most) => {
    const { limit } = open();
    let calls = 0;
    for (; limit.hasRoom(waiting); calls++)
      limit.run(
        () => new Promise(() => {}),
        () => {},
      );
    expect(calls).toBe(most);
  });

  it('has room again once a call has ended', async () => {
    const { limit } = open();
    const ends: (() => void)[] = [];
    let ended = 0;
    for (let i = 0; i < 2; i++)
      limit.run(
        () => new Promise((resolve) => ends.push(resolve)),
        () => ended++,
      );
    expect(limit.hasRoom(0)).toBe(false);
    ends[0]!();
    await turn();
    expect([limit.hasRoom(0), ended]).toEqual([true, 1]);
  });

  it('makes one attempt at a time while the last answer was a throttle, and starts no call beside', async () => {
    const { limit, attempt, answer } = open();
    limit.run(
      () => new Promise(() => {}),
      () => {},
    );
    expect(await attempt(3)).toBe(3);
    expect(await answer(THROTTLE)).toBe(2);
    expect(limit.hasRoom(10_000)).toBe(false);
    expect(await attempt(2)).toBe(2);
    expect(await answer(THROTTLE)).toBe(1);
    expect(await answer(THROTTLE)).toBe(1);
    expect(await answer({ status: 'retryable', error: new Error('503') })).toBe(1);
    expect(limit.hasRoom(0)).toBe(true);
  });
});
