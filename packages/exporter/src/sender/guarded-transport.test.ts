import { describe, expect, it } from 'vitest';
import type { Transport } from '../transports/transport.ts';
import { guarded } from './guarded-transport.ts';

const transportOf = (send: () => unknown, shutdown: () => unknown = async () => {}): Transport =>
  ({ send, shutdown }) as Transport;
const fail = (thrown: unknown) => (): never => {
  throw thrown;
};

describe('guarded', () => {
  const error = new Error('no');
  it.each<[string, () => unknown, unknown]>([
    ['an outcome', async () => ({ status: 'success' }), { status: 'success' }],
    ['an outcome that is no promise', () => ({ status: 'success' }), { status: 'success' }],
    ['retryable', async () => ({ status: 'retryable', retryInMillis: 5 }), { status: 'retryable', retryInMillis: 5 }],
    ['failure', async () => ({ status: 'failure', error }), { status: 'failure', error }],
    [
      'a failure without error',
      async () => ({ status: 'failure' }),
      { status: 'failure', error: new Error('undefined') },
    ],
    [
      'refused documents, and what is none',
      async () => ({ status: 'success', unprocessed: [null, 'x', { Id: 'a' }] }),
      { status: 'success', unprocessed: [{ Id: 'a' }] },
    ],
    ['no list of documents', async () => ({ status: 'success', unprocessed: 1 }), { status: 'success' }],
    ['a throw', fail(error), { status: 'failure', error }],
    ['a throw of something else', fail('no'), { status: 'failure', error }],
    ['a rejection', () => Promise.reject(error), { status: 'failure', error }],
    ['nothing', () => undefined, { status: 'failure', error: new Error('the target gave no outcome but undefined') }],
    [
      'another value',
      async () => ({ code: 0 }),
      { status: 'failure', error: new Error('the target gave no outcome but {"code":0}') },
    ],
  ])('makes an outcome of %s', async (_, send, expected) => {
    expect(await guarded(transportOf(send)).send([], 1_000)).toEqual(expected);
  });

  it('abandons a transport that hangs', async () => {
    const outcome = await guarded(transportOf(() => new Promise(() => {}))).send([], 10);
    expect(outcome).toEqual({ status: 'retryable', error: new Error('no outcome in 10 ms') });
  });

  it.each([
    ['throws', fail(error)],
    ['rejects', () => Promise.reject(error)],
  ])('shuts down a transport that %s', async (_, shutdown) => {
    await expect(guarded(transportOf(() => {}, shutdown)).shutdown()).resolves.toBeUndefined();
  });
});
