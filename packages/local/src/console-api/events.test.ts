import type { Events as EventData } from '@otel-xray/console/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeSegment, makeSubsegment, START, TRACE_ID } from '../../test/make-document.ts';
import { type LocalXRay, startLocalXRay } from '../server/local-xray.ts';
import { Events } from './events.ts';

let xray: LocalXRay;
beforeEach(async () => {
  xray = await startLocalXRay({ port: 0, now: () => (START + 60) * 1e3 });
});
afterEach(() => xray.close());

interface Message {
  readonly id: number;
  readonly event: keyof EventData;
  readonly data: unknown;
}

/** Reads the stream message by message. */
async function* listen(query = '', init: RequestInit = {}): AsyncGenerator<Message> {
  const answer = await fetch(`${xray.url}/-/events${query}`, init);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
  let text = '';
  for await (const chunk of answer.body ?? []) {
    text += Buffer.from(chunk).toString();
    for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
      const fields = new Map(
        text
          .slice(0, end)
          .split('\n')
          .map((line) => line.split(/: (.*)/s) as [string, string]),
      );
      text = text.slice(end + 2);
      if (!fields.has('event')) continue;
      const [id, event] = [Number(fields.get('id')), fields.get('event') as keyof EventData];
      yield { id, event, data: JSON.parse(fields.get('data') ?? '') };
    }
  }
}

async function next(messages: AsyncGenerator<Message>, event: keyof EventData): Promise<Message> {
  for (;;) {
    const { value, done } = await messages.next();
    if (done) throw new Error(`the stream ended before ${event}`);
    if (value.event === event) return value;
  }
}

describe('/-/events', () => {
  it('begins with hello and tells of traces, the map and what came in', async () => {
    const messages = listen();
    const hello = await next(messages, 'hello');
    expect(hello).toMatchObject({
      data: { cursor: hello.id, storeId: expect.stringMatching(/^[0-9a-f]{16}$/), now: (START + 60) * 1e6 },
    });
    await xray.ingest([makeSegment('a', { name: 'a?b', fault: true }), makeSubsegment('b', 'a')]);
    const traces = await next(messages, 'traces');
    expect(traces.id).toBeGreaterThan(hello.id);
    expect(traces.data).toEqual([
      { id: TRACE_ID, revision: 2, start: START * 1e6, root: 'a_b', flags: ['fault'], partial: false },
    ]);
    await next(messages, 'notes');
    await next(messages, 'graph');
    expect((await next(messages, 'intake')).data).toMatchObject({ documents: 2, rejected: 0 });
    await messages.return(undefined);
  });

  it('goes on behind a cursor, by query or by header', async () => {
    await xray.ingest([makeSegment('a')]);
    await xray.traces();
    const first = listen();
    const { id: cursor } = await next(first, 'hello');
    await first.return(undefined);
    await xray.ingest([makeSegment('b', { parent_id: '000000000000000a' })]);
    await xray.traces();
    for (const messages of [
      listen(`?cursor=${cursor}`),
      listen('', { headers: { 'last-event-id': String(cursor) } }),
    ]) {
      expect((await next(messages, 'traces')).data).toMatchObject([{ id: TRACE_ID, revision: 2 }]);
      await messages.return(undefined);
    }
  });

  it('asks to load again when the cursor is not known', async () => {
    for (const cursor of [0, 1e12]) {
      const messages = listen(`?cursor=${cursor}`);
      await next(messages, 'hello');
      expect(((await next(messages, 'resync')).data as { cursor: number }).cursor).toBeGreaterThan(0);
      await messages.return(undefined);
    }
    expect((await fetch(`${xray.url}/-/events?cursor=x`)).status).toBe(400);
  });

  it('tells of a reset, of what was removed and of what was set', async () => {
    const messages = listen();
    const { data: hello } = await next(messages, 'hello');
    await fetch(`${xray.url}/CreateGroup`, { method: 'POST', body: '{"GroupName":"g","FilterExpression":"ok"}' });
    await next(messages, 'config');
    await xray.reset();
    const { data } = await next(messages, 'reset');
    expect((data as { storeId: string }).storeId).not.toBe((hello as { storeId: string }).storeId);
    await messages.return(undefined);
  });

  it('ends when the server closes', async () => {
    const messages = listen();
    await next(messages, 'hello');
    await xray.close();
    await expect(next(messages, 'traces')).rejects.toThrow();
  });
});

describe('Events', () => {
  const store = { cursor: 5, id: 'x', nextCursor: () => ++store.cursor };
  const make = (): Events => new Events({ store, now: () => 0, counters: () => ({}) as EventData['intake'] });

  it('keeps the last 10,000 changes', async () => {
    const events = make();
    const before = store.cursor;
    for (let i = 0; i < 25_000; i++) events.configured();
    const first = async (cursor: number): Promise<string> => {
      const reader = events.open(cursor).getReader();
      await reader.read();
      const { value } = await reader.read();
      await reader.cancel();
      return new TextDecoder().decode(value);
    };
    expect(await first(before)).toContain('event: resync');
    expect(await first(store.cursor - 9_000)).toContain('event: config');
    events.close();
  });

  it('cuts a reader that does not read', async () => {
    const events = make();
    const reader = events.open().getReader();
    expect(events.readers).toBe(1);
    const ids = Array.from({ length: 200 }, (_, i) => `${i}`.padStart(30_000, 'x'));
    const addMore = (): number => {
      events.removed(ids);
      return events.readers;
    };
    await expect.poll(addMore).toBe(0);
    await reader.cancel();
    events.close();
  });
});
