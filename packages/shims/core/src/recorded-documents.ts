import type { SegmentDocument } from '@otel-xray/format';
import { createTranslator, type SpanLike } from '@otel-xray/translator';
import { endPending } from './segments/recording.ts';
import { setDefaultProvider, XRayTracerProvider } from './setup/tracer.ts';

let ended: SpanLike[] = [];

/** For tests: replaces the default set-up by one that keeps what ends. */
export function recordDocuments(): void {
  const processor = { onStart: () => undefined, onEnd: (span: unknown) => void ended.push(span as SpanLike) };
  setDefaultProvider(() => new XRayTracerProvider(processor, () => true, {}));
}

/** For tests: returns the documents of all spans that ended since the last call. */
export function takeDocuments(): SegmentDocument[] {
  endPending();
  const spans = ended;
  ended = [];
  return createTranslator().translate(spans).documents;
}
