import { describe, expect, it } from 'vitest';
import type { ExportResponse, Transport } from '../transports/transport.ts';
import { retrying, waitUnreferenced } from './retrying-transport.ts';

const SUCCESS: ExportResponse = { status: 'success' };
const REFUSED_ONE: ExportResponse = { status: 'success', unprocessed: [{ Id: 'a' }] };
const FAILURE: ExportResponse = { status: 'failure', error: new Error('403') };
const retryable = (retryInMillis?: number): ExportResponse => ({
  status: 'retryable',
  error: new Error('503'),
  ...(retryInMillis !== undefined && { retryInMillis }),
});

/** A transport that gives these outcomes, the last one again and again, on a clock that only waiting and sending move. */
function play(outcomes: readonly ExportResponse[], { random = 1, sendMillis = 0, totalMillis = 60_000 } = {}) {
  let time = 0;
  const seen = { sends: [] as number[], waits: [] as number[], retries: 0, closed: 0 };
  let whileWaiting: () => unknown = () => {};
  const inner: Transport = {
    async send(_, timeoutMillis) {
      seen.sends.push(timeoutMillis);
      time += sendMillis;
      return outcomes[seen.sends.length - 1] ?? outcomes.at(-1)!;
    },
    async shutdown() {
      seen.closed++;
    },
  };
  const transport = retrying(inner, {
    totalMillis,
    clock: () => time,
    random: () => random,
    async wait(millis) {
      seen.waits.push(millis);
      time += millis;
      whileWaiting();
    },
    onRetry: () => seen.retries++,
  });
  const onWait = (act: () => unknown): void => {
    whileWaiting = act;
  };
  return { transport, seen, onWait };
}

describe('retrying', () => {
  it.each<[string, ExportResponse[], { random?: number }, ExportResponse, number[]]>([
    ['success', [SUCCESS], {}, SUCCESS, []],
    ['success with refused documents', [REFUSED_ONE], {}, REFUSED_ONE, []],
    ['failure', [FAILURE], {}, FAILURE, []],
    ['retryable, then success', [retryable(), SUCCESS], {}, SUCCESS, [250]],
    ['retryable, then failure', [retryable(), FAILURE], {}, FAILURE, [250]],
    [
      'waits that grow up to 10 s',
      [...Array<ExportResponse>(7).fill(retryable()), SUCCESS],
      {},
      SUCCESS,
      [250, 500, 1_000, 2_000, 4_000, 8_000, 10_000],
    ],
    ['full jitter', [retryable(), retryable(), SUCCESS], { random: 0.5 }, SUCCESS, [125, 250]],
    ['a Retry-After that is longer', [retryable(3_000), SUCCESS], {}, SUCCESS, [3_000]],
    ['a Retry-After that is shorter', [retryable(100), SUCCESS], {}, SUCCESS, [250]],
    ['a Retry-After of an hour', [retryable(3_600_000), SUCCESS], {}, SUCCESS, [30_000]],
  ])('%s', async (_, outcomes, options, expected, waits) => {
    const { transport, seen } = play(outcomes, options);
    expect(await transport.send([], 5_000)).toEqual(expected);
    expect(seen).toEqual({ sends: outcomes.map(() => 5_000), waits, retries: waits.length, closed: 0 });
  });

  it('gives the last error when the total time is up, and no attempt is longer than what is left of it', async () => {
    const { transport, seen } = play([retryable()], { sendMillis: 5_000, totalMillis: 12_000 });
    expect(await transport.send([], 5_000)).toEqual({ status: 'failure', error: new Error('503') });
    expect(seen).toMatchObject({ sends: [5_000, 5_000, 1_250], waits: [250, 500] });
  });

  it('says so when there was no error to give', async () => {
    const { transport } = play([{ status: 'retryable' }], { totalMillis: 1 });
    const error = new Error('no attempt was answered in time');
    expect(await transport.send([], 5_000)).toEqual({ status: 'failure', error });
  });

  it('stops when it is shut down while it waits', async () => {
    const { transport, seen, onWait } = play([retryable()]);
    onWait(() => transport.shutdown());
    expect(await transport.send([], 5_000)).toEqual({ status: 'failure', error: new Error('503') });
    expect(seen).toMatchObject({ sends: [5_000], closed: 1 });
  });

  it('does not try again after shutdown', async () => {
    const { transport, seen } = play([retryable()]);
    await transport.shutdown();
    expect(await transport.send([], 5_000)).toEqual({ status: 'failure', error: new Error('503') });
    expect(seen.sends).toHaveLength(1);
  });
});

describe('waitUnreferenced', () => {
  it('ends on abort', async () => {
    const stop = new AbortController();
    const waiting = waitUnreferenced(3_600_000, stop.signal);
    stop.abort();
    await waiting;
  });

  it('ends when the time is up', async () => {
    await waitUnreferenced(1, new AbortController().signal);
  });
});
