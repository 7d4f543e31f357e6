import { createTranslator, type Translator } from '@otel-xray/translator';
import { normalizeTraceId } from '../ground/repair.ts';
import type { Intake, UnprocessedTraceSegment } from '../intake/intake.ts';
import type { KeptTranslation, Way } from '../store/store.ts';
import { type ReceivedSpan, spansOf } from './spans.ts';
import type { OtlpRequest } from './trace-request.ts';
import { INDEXED, type OtlpShape, toXRayShape } from './xray-shape.ts';

/** Rejected spans of a request, as OTLP's `partialSuccess`. */
export interface RejectedSpans {
  readonly rejectedSpans: number;
  /** Empty when all were accepted. */
  readonly errorMessage: string;
}

/** Accepts OTLP requests: the spans are translated to documents, as for AWS, and stored like all documents. */
export class OtlpIntake {
  readonly #intake: Intake;
  readonly #translator: Translator;
  readonly #shape: OtlpShape;

  /**
   * @param now epoch milliseconds
   * @param shape `xray`: as X-Ray's own OTLP endpoint indexes spans
   */
  constructor({
    intake,
    now,
    otlpShape: shape,
  }: {
    readonly intake: Intake;
    readonly now: () => number;
    readonly otlpShape: OtlpShape;
  }) {
    this.#intake = intake;
    this.#shape = shape;
    this.#translator = createTranslator({ now, indexedAttributes: INDEXED });
  }

  /** Stores and counts a body that is no request. */
  reject(bytes: Uint8Array, message: string, sender: string): void {
    this.#intake.reject([{ bytes, reason: 'not OTLP', message, way: 'otlp', sender }]);
  }

  /** @throws ApiError if it is no request of traces */
  accept(request: OtlpRequest, { way, sender }: { readonly way: Way; readonly sender: string }): RejectedSpans {
    const received = spansOf(request);
    const documents: { text: string; spans: number }[] = [];
    const report = this.#translator.translateToBytes(
      received.map(({ span }) => span),
      (buffer, from, to, spans) =>
        documents.push({ text: Buffer.from(buffer.buffer, buffer.byteOffset + from, to - from).toString(), spans }),
    );
    const translations = received.flatMap(toKept);
    const spans = new Map(received.map(({ span }) => [span.spanContext().spanId, span]));
    const texts = documents.map(({ text }) => (this.#shape === 'xray' ? toXRayShape(text, spans) : text));
    const refused = this.#intake.accept([{ way, sender, documents: texts, translations }]);
    const reasons = new Map(Object.entries(report.dropped));
    for (const [reason, count] of reasons) this.#intake.countRejected(reason, count);
    for (const { ErrorCode, Id } of refused)
      reasons.set(ErrorCode, (reasons.get(ErrorCode) ?? 0) + spansIn(documents, Id));
    const rejectedSpans = [...reasons.values()].reduce((sum, count) => sum + count, 0);
    return {
      rejectedSpans,
      errorMessage: [...reasons].map(([reason, count]) => `${count} × ${reason}`).join(', '),
    };
  }
}

// The span itself is stored: it explains the result of its attributes later.
function toKept({ span, toRequestText }: ReceivedSpan): KeptTranslation[] {
  const { traceId: given, spanId: entity } = span.spanContext();
  const traceId = normalizeTraceId(given);
  return traceId === undefined ? [] : [{ traceId, entity, text: toRequestText() }];
}

// Only what a translator made can be refused here, so an id is always there, and refusals are rare enough to look it up.
function spansIn(documents: readonly { text: string; spans: number }[], id: UnprocessedTraceSegment['Id']): number {
  return documents.find(({ text }) => (JSON.parse(text) as { id: unknown }).id === id)?.spans ?? 1;
}
