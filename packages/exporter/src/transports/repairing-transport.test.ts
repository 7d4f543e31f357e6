import { expect, it } from 'vitest';
import { CallError } from './call-error.ts';
import { repairing } from './repairing-transport.ts';
import type { ExportResponse } from './transport.ts';

const SUCCESS: ExportResponse = { status: 'success' };
const failure = (fault: 'expired' | 'clock' | 'denied'): ExportResponse => ({
  status: 'failure',
  error: new CallError(fault, fault),
});

it.each<[string, ExportResponse[], ExportResponse, string[], number[]]>([
  ['nothing to repair', [SUCCESS], SUCCESS, [], [5_000]],
  ['credentials expired', [failure('expired'), SUCCESS], SUCCESS, ['expired'], [5_000, 4_000]],
  ['the clock is off', [failure('clock'), SUCCESS], SUCCESS, ['clock'], [5_000, 4_000]],
  ['one more attempt, not two', [failure('expired'), failure('clock')], failure('clock'), ['expired'], [5_000, 4_000]],
  ['errors that no repair fixes', [failure('denied')], failure('denied'), [], [5_000]],
])('%s', async (_, outcomes, expected, repairs, timeouts) => {
  let time = 0;
  const seen = { repairs: [] as string[], timeouts: [] as number[] };
  const inner = {
    async send(__: readonly Uint8Array[], timeoutMillis: number) {
      seen.timeouts.push(timeoutMillis);
      time += 1_000;
      return outcomes[seen.timeouts.length - 1]!;
    },
    async shutdown() {},
  };
  const repair = async (fault: string) => void seen.repairs.push(fault);
  const response = await repairing(inner, repair, () => time).send([], 5_000);
  expect(response).toEqual(expected);
  expect(seen).toEqual({ repairs, timeouts });
});

it('makes no second attempt when the time is up, nor when the repair throws', async () => {
  let time = 0;
  let sends = 0;
  const inner = {
    async send() {
      sends++;
      return failure('expired');
    },
    async shutdown() {},
  };
  const slow = async () => {
    time += 5_000;
    throw new Error('no credentials');
  };
  expect(await repairing(inner, slow, () => time).send([], 5_000)).toEqual(failure('expired'));
  expect(sends).toBe(1);
});
