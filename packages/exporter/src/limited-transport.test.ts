import { expect, it } from 'vitest';
import { CallError } from './call-error.ts';
import { limited } from './limited-transport.ts';
import type { ExportResponse } from './transport.ts';

const SUCCESS: ExportResponse = { status: 'success' };
const THROTTLE: ExportResponse = { status: 'retryable', error: new CallError('429', 'throttled') };

/** Calls that are answered by hand, in the order in which they started. */
function open(maxCalls: number) {
  const started: ((response: ExportResponse) => void)[] = [];
  let answered = 0;
  const inner = {
    send: () => new Promise<ExportResponse>((resolve) => started.push(resolve)),
    async shutdown() {},
  };
  const transport = limited(inner, maxCalls);
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
  const underWay = () => started.length - answered;
  const send = async (calls: number) => {
    for (let i = 0; i < calls; i++) void transport.send([], 1);
    await turn();
    return underWay();
  };
  const answer = async (response: ExportResponse) => {
    started[answered++]!(response);
    await turn();
    return underWay();
  };
  return { send, answer };
}

it('has as many calls under way as it may', async () => {
  const { send, answer } = open(2);
  expect(await send(4)).toBe(2);
  expect(await answer(SUCCESS)).toBe(2);
  expect(await answer(SUCCESS)).toBe(2);
  expect(await answer(SUCCESS)).toBe(1);
  expect(await answer(SUCCESS)).toBe(0);
});

it('has one under way while the last answer was a throttle', async () => {
  const { send, answer } = open(2);
  await send(6);
  expect(await answer(THROTTLE)).toBe(1);
  expect(await answer(THROTTLE)).toBe(1);
  expect(await answer(THROTTLE)).toBe(1);
  expect(await answer({ status: 'retryable', error: new Error('503') })).toBe(2);
});
