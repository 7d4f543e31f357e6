import type { SpanLike, TranslationReport } from '@otel-xray/translator';
import type { SpanEncoder } from './span-encoder.ts';

/** Spans that are in no document, by reason, and the error of an encoder that threw. */
export interface Encoded {
  readonly dropped: TranslationReport['dropped'];
  readonly error?: unknown;
}

/**
 * Encodes spans; gives each document to `take`, with the number of spans in it. On any error, each span is in a document or in the result.
 */
export function encodeAll(
  encoder: SpanEncoder,
  spans: readonly SpanLike[],
  take: (bytes: Uint8Array, spans: number) => void,
): Encoded {
  let left = spans.length;
  let dropped: TranslationReport['dropped'] = {};
  let failure: Pick<Encoded, 'error'> = {};
  try {
    dropped = encoder.encode(spans, (bytes, count) => {
      left -= count;
      take(bytes, count);
    });
  } catch (error) {
    failure = { error };
  }
  for (const count of Object.values(dropped)) left -= count;
  return left === 0 ? { dropped, ...failure } : { dropped: { ...dropped, untranslated: left }, ...failure };
}
