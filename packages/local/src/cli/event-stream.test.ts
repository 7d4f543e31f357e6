import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readEvents, type ServerSentEvent } from './event-stream.ts';

const TEXT =
  'id: 1\nevent: hello\ndata: {"now":1}\n\n: still there\n\nid: 2\nevent: traces\ndata: ["ä",\ndata: "🧀"]\n\nevent: cut';

it('gives the same events however the bytes come', async () => {
  const bytes = new TextEncoder().encode(TEXT);
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.nat(bytes.length), { maxLength: 20 }), async (cuts) => {
      const ends = [0, ...cuts.sort((a, b) => a - b), bytes.length];
      const chunks = ends.slice(1).map((end, i) => bytes.subarray(ends[i], end));
      const events: ServerSentEvent[] = [];
      for await (const event of readEvents(ReadableStream.from(chunks))) events.push(event);
      expect(events).toEqual([
        { event: 'hello', data: '{"now":1}' },
        { event: 'traces', data: '["ä",\n"🧀"]' },
      ]);
    }),
  );
});
