import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type JsonObject, objectIn } from './ground/json.ts';
import { startLocalXRay } from './server/local-xray.ts';

interface Trace {
  readonly Id: string;
  readonly Duration: number;
  readonly Segments: readonly { readonly Id: string; readonly Document: string }[];
}
const url = new URL('../test/guide/batch-get-traces.json', import.meta.url);
const TRACES = JSON.parse(readFileSync(url, 'utf8')) as Readonly<Record<string, Trace>>;

/** A document as an SDK sends it: without the resource names that X-Ray adds. */
function asSent({ subsegments, aws, ...others }: JsonObject): JsonObject {
  const { resource_names: _, ...kept } = objectIn(aws);
  return {
    ...others,
    ...(aws !== undefined && { aws: kept }),
    ...(Array.isArray(subsegments) && { subsegments: subsegments.map(asSent) }),
  };
}

/** Documents by id; inferred ones by their parent, as their ids are of no use to anybody. */
function documentsOf({ Segments }: Trace): Record<string, JsonObject> {
  return Object.fromEntries(
    Segments.map(({ Id, Document }) => {
      const { id, ...document } = JSON.parse(Document) as JsonObject;
      expect(id).toBe(Id);
      return document['inferred'] === true ? [`inferred ${document['parent_id']}`, document] : [Id, document];
    }),
  );
}

it.each(Object.entries(TRACES))('BatchGetTraces answers as X-Ray does in the example of %s', async (_, expected) => {
  const xray = await startLocalXRay({ port: 0 });
  const documents = Object.values(expected.Segments).map(({ Document }) => JSON.parse(Document) as JsonObject);
  await xray.ingest(documents.filter(({ inferred }) => inferred !== true).map(asSent));
  const body = JSON.stringify({ TraceIds: [expected.Id] });
  const answer = (await (await fetch(`${xray.url}/Traces`, { method: 'POST', body })).json()) as { Traces: Trace[] };
  await xray.close();
  const [found] = answer.Traces;
  expect(found).toMatchObject({ Id: expected.Id, Duration: expected.Duration });
  expect(found && documentsOf(found)).toEqual(documentsOf(expected));
  expect(answer).toMatchObject({ UnprocessedTraceIds: [] });
});

it('BatchGetTraces returns numbers as they were sent, repaired documents and inferred segments included', async () => {
  const xray = await startLocalXRay({ port: 0 });
  const id = '1-59602603-23fc5b688855d396af79b496';
  const document =
    `{"trace_id":"${id}","id":"194fcc8747581230","name":"a%","start_time":1499473411.10,"end_time":1.499473414794E9,` +
    '"annotations":{"price":1.10},"metadata":{"m":{"big":[9007199254740993]}},' +
    '"subsegments":[{"id":"0c544c1b1bbff948","name":"pay","namespace":"remote","start_time":1499473412.0,' +
    '"end_time":1499473413,"http":{"response":{"status":200,"content_length":1e3}}}]}';
  await xray.ingest([document]);
  const body = JSON.stringify({ TraceIds: [id] });
  const text = await (await fetch(`${xray.url}/Traces`, { method: 'POST', body })).text();
  await xray.close();
  const [received = '', inferred = ''] = (JSON.parse(text) as { Traces: [Trace] }).Traces[0].Segments.map(
    ({ Document }) => Document,
  );
  for (const literal of [
    '1499473411.10',
    '1.499473414794E9',
    '"price":1.10',
    '[9007199254740993]',
    '1499473412.0,',
    '1e3',
  ])
    expect(received).toContain(literal);
  for (const literal of ['1499473412.0,', '1e3']) expect(inferred).toContain(literal);
});
