import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeSegment, START, TRACE_ID, toId } from '../../test/make-document.ts';
import { resolveOptions } from '../account/options.ts';
import { createApp } from '../server/http-listener.ts';
import { createParts, type Parts } from '../server/parts.ts';

let parts: Parts;
let app: ReturnType<typeof createApp>;
beforeAll(() => {
  const options = resolveOptions({ now: () => START * 1e3 });
  const listening = { url: '', host: 'localhost', port: 1, receiveBufferBytes: 0, receiveBufferAskedBytes: 0 };
  parts = createParts(options, () => listening);
  app = createApp({
    host: '127.0.0.1',
    allowedHosts: [],
    allowedOrigins: [],
    maxRequestBytes: 1e6,
    credentials: [],
    ...parts,
  });
  parts.intake.accept([
    { way: 'process', sender: '', documents: [makeSegment('a', { annotations: { plan: 'gold' } })] },
  ]);
});
afterAll(() => parts.close());

async function statusOf(method: string, path: string, body?: string): Promise<number> {
  const headers = { host: 'localhost' };
  const answer = await app.request(`http://localhost${path}`, { method, headers, ...(body !== undefined && { body }) });
  await answer.body?.cancel();
  return answer.status;
}

const name = fc.constantFrom(
  ...['filter', 'group', 'start', 'end', 'hide', 'sort', 'after', 'limit', 'columns', 'ids', 'slots', 'id', 'format'],
  ...['slot', 'key', 'prefix', 'q', 'since', 'cursor', 'editorLink', 'logLink', 'pathMappings'],
);
const odd = fc.oneof(
  fc.jsonValue(),
  fc.double(),
  fc.constantFrom(
    ...[
      'fault',
      'service(',
      '-start',
      'annotation.',
      'service',
      'annotation value',
      'Default',
      'health',
      'url:/',
      'xray',
    ],
    ...[
      TRACE_ID,
      [TRACE_ID],
      ['health', 'service:a'],
      START * 1e6,
      -1,
      1.5,
      Number.MAX_SAFE_INTEGER,
      [{}],
      [{ from: 'a', to: 1 }],
    ],
  ),
);
const BODIES = [
  'POST /-/traces/query',
  'POST /-/traces/aggregate',
  'POST /-/traces/group',
  'POST /-/differences',
  'POST /-/graph',
  'POST /-/forward',
  'POST /-/import',
  'PUT /-/settings',
];
const QUERIES = [
  '/-/complete',
  '/-/free-text',
  '/-/errors',
  '/-/notes',
  '/-/intake',
  '/-/export',
  '/-/events',
  '/-/boot',
  '/-/settings',
  `/-/traces/${TRACE_ID}`,
  `/-/traces/${TRACE_ID}/search`,
  `/-/traces/${TRACE_ID}/links`,
];

it.each(BODIES)('%s answers no body with 500', async (endpoint) => {
  const [method = '', path = ''] = endpoint.split(' ');
  const body = fc.oneof(
    fc.dictionary(name, odd).map((value) => JSON.stringify(value)),
    fc.string(),
    fc.json(),
  );
  await fc.assert(
    fc.asyncProperty(body, async (text) => {
      expect([200, 400]).toContain(await statusOf(method, path, text));
    }),
    { numRuns: 100 },
  );
});

it.each(QUERIES)('%s answers no query with 500', async (path) => {
  const query = fc.array(
    fc.tuple(
      name,
      odd.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))),
    ),
    { maxLength: 4 },
  );
  await fc.assert(
    fc.asyncProperty(query, async (pairs) => {
      const search = new URLSearchParams(pairs.map(([key, value]): [string, string] => [key, String(value)]));
      expect([200, 400]).toContain(await statusOf('GET', `${path}?${search}`));
    }),
    { numRuns: 100 },
  );
});

it('any path below is answered, whatever it names', async () => {
  const part = fc.oneof(
    fc.string(),
    fc.constantFrom('traces', 'entities', TRACE_ID, toId('a'), '..', '%00', '%ff', 'search'),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(part, { maxLength: 4 }),
      fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
      async (names, method) => {
        const path = names.map((each) => (each.startsWith('%') ? each : encodeURIComponent(each))).join('/');
        expect([200, 400, 404]).toContain(await statusOf(method, `/-/x/${path}`));
        if (method === 'GET') expect([200, 400, 404]).toContain(await statusOf(method, `/-/traces/${path}`));
      },
    ),
    { numRuns: 300 },
  );
});
