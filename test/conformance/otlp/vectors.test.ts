// The collector's recorded requests, read by Local X-Ray: as the conformance tests of the translator read them, and none is too odd.
import type { SpanLike } from '@otel-xray/translator';
import { expect, it } from 'vitest';
import { spansOf } from '../../../packages/local/src/otlp/spans.ts';
import { startLocalXRay } from '../../../packages/local/src/server/local-xray.ts';
import { spansOf as expectedSpansOf } from '../translator/spans-of-vector.ts';
import { isForJs, readVectors } from '../translator/vectors.ts';

/** A span with what its methods answer. OTLP's JSON takes ids in either case. */
function plain({ spanContext, ...members }: SpanLike): object {
  const { traceId, spanId } = spanContext();
  const { parentSpanContext: parent, links, ...others } = members;
  return {
    traceId: traceId.toLowerCase(),
    spanId: spanId.toLowerCase(),
    parent: parent && [parent.spanId, parent.isRemote],
    ...others,
    links: links.map(({ context, attributes }) => ({ traceId: context.traceId, spanId: context.spanId, attributes })),
  };
}

it.each(readVectors())('reads the requests of $file', ({ vectors }) => {
  for (const vector of vectors.filter(isForJs)) {
    const spans = spansOf(vector.input as never).map(({ span }) => plain(span));
    expect(spans, vector.name).toEqual(expectedSpansOf(vector.input).map(plain));
  }
});

it.each(readVectors())('takes the requests of $file or says what is wrong with them', async ({ vectors }) => {
  const xray = await startLocalXRay({ port: 0 });
  for (const { name, input } of vectors) {
    const answer = await fetch(`${xray.url}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(input),
    });
    expect([200, 400], name).toContain(answer.status);
    await answer.arrayBuffer();
  }
  // What is there can be read.
  expect((await xray.traces()).length).toBeGreaterThan(0);
  await xray.close();
});
