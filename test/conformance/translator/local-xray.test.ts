// Local X-Ray takes what the collector's exporter sends: every document of the vectors is kept and can be read, but for those that X-Ray refuses.
import { startLocalXRay } from '@otel-xray/local';
import { expect, it } from 'vitest';
import { readVectors } from './vectors.ts';

/** What the reference sends and X-Ray does not take, by vector; of random spans any of these codes may come. */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  'ids_and_times/zero_span_id': ['MissingId'],
  'ids_and_times/empty_span_id': ['MissingId'],
  // A span without an end becomes a segment that ends in 1970.
  'ids_and_times/no_end': ['InvalidTime'],
  'ids_and_times/max_uint64': ['InvalidTime'],
  'ids_and_times/in_progress_no_end': ['InvalidTime'],
  'local_root/sdk_prefix/AWS.SDK./client': ['MissingName'],
  'local_root/sdk_prefix/AWS::/client': ['MissingName'],
  // Longer than 200 characters: nothing says what a shorter one would be.
  'names/service_name_long_ascii': ['InvalidName'],
  'names/peer_service_long_ascii': ['InvalidName'],
  'metadata/long_value': ['SegmentTooLarge'],
};
const KNOWN_CODES = [...new Set(Object.values(REFUSED).flat())];
const RANDOM = /^fuzz_/;

/** A document as it was sent: the tokens stand for ids that were drawn at random. */
function asSent(document: unknown): string {
  return JSON.stringify(document).replace(/"\$id(\d+)"/g, (_, number: string) => `"${number.padStart(16, 'f')}"`);
}

it.each(readVectors())('takes the documents of $file', async ({ vectors }) => {
  const xray = await startLocalXRay({ port: 0, now: () => 1_700_000_100_000 });
  for (const { name, expected } of vectors) {
    const texts = expected.map(asSent);
    const { UnprocessedTraceSegments } = await xray.ingest(texts);
    const codes = UnprocessedTraceSegments.map(({ ErrorCode }) => ErrorCode);
    if (RANDOM.test(name)) for (const code of codes) expect(KNOWN_CODES, name).toContain(code);
    else expect(codes, name).toEqual(REFUSED[name] ?? []);

    const ids = texts.map((text) => (JSON.parse(text) as { trace_id: string }).trace_id);
    if (codes.length === 0) for (const id of new Set(ids)) expect(await xray.traces(id), name).toHaveLength(1);
  }
  await xray.close();
});
