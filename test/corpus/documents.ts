// The documents of a recorded request, made as a program makes them: spans start and end in the processor as they did then.

import { ROOT_CONTEXT } from '@opentelemetry/api';
import type { AWSXRaySpanProcessorOptions } from '@otel-xray/exporter';
import { AWSXRaySpanProcessor, type Transport } from '@otel-xray/exporter';
import type { SegmentDocument } from '@otel-xray/format';
import { expectValidDocument, makeSpan, type SpanFields } from '@otel-xray/test-kit';
import type { HrTimeLike, SpanLike } from '@otel-xray/translator';
import { EPOCH_SECONDS, type RecordingName, readRequests } from './recorder/recording.ts';

/** What a request became. */
export interface RequestDocuments {
  readonly name: string;
  readonly documents: readonly SegmentDocument[];
}

/** The documents of each request of a recording. */
export async function documentsOf(
  name: RecordingName,
  options: AWSXRaySpanProcessorOptions = {},
): Promise<RequestDocuments[]> {
  const requests: RequestDocuments[] = [];
  for (const { name: request, spans } of readRequests(name))
    requests.push({ name: request, documents: await replay(spans, options) });
  return requests;
}

async function replay(spans: readonly SpanFields[], options: AWSXRaySpanProcessorOptions): Promise<SegmentDocument[]> {
  const documents: SegmentDocument[] = [];
  const target: Transport = {
    send: async (sent) => {
      documents.push(...sent.map((bytes) => JSON.parse(Buffer.from(bytes).toString())));
      return { status: 'success' };
    },
    shutdown: async () => {},
  };
  let ids = 0;
  const idGenerator = { generateSpanId: () => `ff${(++ids).toString(16).padStart(14, '0')}` };
  const processor = new AWSXRaySpanProcessor({ target, idGenerator, now: () => EPOCH_SECONDS * 1_000, ...options });
  for (const { span, isEnd } of ticks(spans)) {
    if (isEnd) processor.onEnd(span);
    else processor.onStart(span, ROOT_CONTEXT);
  }
  await processor.forceFlush();
  await processor.shutdown();
  documents.forEach(expectValidDocument);
  return documents;
}

/** Starts and ends in the order of their times. */
function ticks(spans: readonly SpanFields[]): { span: SpanLike; isEnd: boolean }[] {
  const nanos = ([, nanoseconds]: HrTimeLike): number => nanoseconds;
  return spans
    .map((fields) => makeSpan(fields))
    .flatMap((span) => [
      { at: nanos(span.startTime), span, isEnd: false },
      { at: nanos(span.endTime), span, isEnd: true },
    ])
    .sort((a, b) => a.at - b.at);
}
