import { describe, expect, it } from 'vitest';
import { createAutoTransport, isRefused } from './auto-transport.ts';
import type { ExportResponse, Transport } from './transport.ts';

const refusedBy = (way: string): Error => Object.assign(new Error(way), { code: 'ECONNREFUSED' });
const SUCCESS: ExportResponse = { status: 'success' };
const HTTP_REFUSED: ExportResponse = { status: 'retryable', error: refusedBy('http') };
const UDP_REFUSED: ExportResponse = { status: 'failure', error: refusedBy('udp') };

function newAuto() {
  const state = { http: SUCCESS, udp: SUCCESS, time: 0, takes: 0, calls: [] as string[] };
  const part = (name: 'http' | 'udp'): Transport => ({
    async send() {
      state.calls.push(name);
      state.time += state.takes;
      return state[name];
    },
    async shutdown() {
      state.calls.push(`close ${name}`);
    },
  });
  const transport = createAutoTransport({
    http: part('http'),
    udp: part('udp'),
    onFallback: () => state.calls.push('told'),
    clock: () => state.time,
  });
  return { transport, state, send: () => transport.send([], 1_000) };
}

describe('createAutoTransport', () => {
  it('uses TCP where it is open', async () => {
    const { state, send } = newAuto();
    expect([await send(), await send()]).toEqual([SUCCESS, SUCCESS]);
    expect(state.calls).toEqual(['http', 'http']);
  });

  it('stays with TCP after any error but a refused connection', async () => {
    const { state, send } = newAuto();
    state.http = { status: 'retryable', error: new Error('HTTP 503') };
    expect(await send()).toBe(state.http);
    expect(state.calls).toEqual(['http']);
  });

  it('uses UDP for a minute while TCP is refused, reports it once, and tries TCP again', async () => {
    const { state, send } = newAuto();
    state.http = HTTP_REFUSED;
    for (const millis of [0, 0, 59_999, 1, 60_000]) {
      state.time += millis;
      expect(await send()).toEqual(SUCCESS);
    }
    expect(state.calls).toEqual(['http', 'udp', 'told', 'udp', 'udp', 'http', 'udp', 'http', 'udp']);
    state.calls = [];
    state.time += 60_000;
    state.http = SUCCESS;
    await send();
    expect(state.calls).toEqual(['http']);
  });

  it('never uses UDP once TCP has answered: a refused connection is a restart', async () => {
    const { state, send } = newAuto();
    await send();
    state.http = HTTP_REFUSED;
    state.time += 3_600_000;
    expect([await send(), await send()]).toEqual([HTTP_REFUSED, HTTP_REFUSED]);
    expect(state.calls).toEqual(['http', 'http', 'http']);
  });

  it('leaves UDP as soon as a pending TCP call is answered', async () => {
    const { state, send } = newAuto();
    state.http = HTTP_REFUSED;
    await send();
    state.http = SUCCESS;
    state.time += 60_000;
    await send();
    state.time += 1;
    await send();
    expect(state.calls).toEqual(['http', 'udp', 'told', 'http', 'http']);
  });

  it.each([
    [999, ['http', 'udp', 'told']],
    [1_000, ['http']],
  ])('has one time limit for both: TCP is refused after %i of 1,000 ms', async (millis, calls) => {
    const { state, send } = newAuto();
    state.http = HTTP_REFUSED;
    state.takes = millis;
    await send();
    expect(state.calls).toEqual(calls);
  });

  it('reports a refused connection, and tries TCP again the next time', async () => {
    const { state, send } = newAuto();
    Object.assign(state, { http: HTTP_REFUSED, udp: UDP_REFUSED });
    expect([await send(), await send()]).toEqual([UDP_REFUSED, UDP_REFUSED]);
    expect(state.calls).toEqual(['http', 'udp', 'http', 'udp']);
  });

  it('closes both', async () => {
    const { state, transport } = newAuto();
    await transport.shutdown();
    expect(state.calls).toEqual(['close http', 'close udp']);
  });
});

describe('isRefused', () => {
  it.each<[ExportResponse, boolean]>([
    [SUCCESS, false],
    [HTTP_REFUSED, true],
    [UDP_REFUSED, true],
    [{ status: 'failure', error: new Error('HTTP 403') }, false],
    [{ status: 'retryable' }, false],
    // Node tries the addresses of a name one by one.
    [{ status: 'failure', error: new AggregateError([new Error('other'), refusedBy('::1')]) }, true],
  ])('reads %o', (response, expected) => {
    expect(isRefused(response)).toBe(expected);
  });
});
