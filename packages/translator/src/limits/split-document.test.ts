import type { EntityFields, SegmentDocument } from '@otel-xray/format';
import { expect, it } from 'vitest';
import { splitDocument } from './split-document.ts';

const encode = (document: object): Uint8Array => new TextEncoder().encode(JSON.stringify(document));
const decode = (bytes: Uint8Array): SegmentDocument => JSON.parse(new TextDecoder().decode(bytes));
const idOf = (n: number): string => n.toString(16).padStart(16, '0');
const entity = (n: number, bytes: number, subsegments?: EntityFields[]): EntityFields => ({
  id: idOf(n),
  name: 'op',
  start_time: 1,
  end_time: 2,
  metadata: { default: { text: 'x'.repeat(bytes) } },
  ...(subsegments && { subsegments: subsegments as never }),
});
const idsOf = ({ id, subsegments = [] }: EntityFields): string[] => [id, ...subsegments.flatMap(idsOf)];

it('leaves a document that fits as it is', () => {
  const document = encode(entity(1, 100));
  expect(splitDocument(document, 1_000)).toEqual([document]);
});

it('gives every entity once, each document within the limit and the parent first', () => {
  const trace_id = '1-6553f100-bafcc0c31a2b8bc840dd52a5';
  const tree = { ...entity(1, 100, [entity(2, 4_000, [entity(3, 4_000)]), entity(4, 9_000)]), trace_id };
  const parts = splitDocument(encode(tree), 6_000);
  for (const part of parts) expect(part.length).toBeLessThanOrEqual(6_000);
  const documents = parts.map(decode);
  expect(documents[0]).toMatchObject({ id: idOf(1), trace_id });
  expect(documents.flatMap(idsOf).sort()).toEqual([1, 2, 3, 4].map(idOf));
  const [, ...others] = documents;
  for (const other of others) expect(other).toMatchObject({ trace_id, type: 'subsegment' });
});
