import type { SpanLike, TranslationReport, Translator } from '@otel-xray/translator';

/** Turns spans into documents for a target. */
export interface SpanEncoder {
  /** Whether it can encode spans in progress. */
  readonly takesFragments: boolean;
  /** Resolves when it can encode; undefined if it can now. Never rejects. */
  ready(): Promise<void> | undefined;
  /** Gives the bytes of each document, its own to keep, with the number of spans in it; returns how many spans are in none, by reason. */
  encode(spans: readonly SpanLike[], take: (bytes: Uint8Array, spans: number) => void): TranslationReport['dropped'];
}

/**
 * Encodes spans as segment documents.
 * @param keep copies a document out of the translator's own buffer
 */
export function translating(
  translator: Pick<Translator, 'translateToBytes'>,
  keep: (source: Uint8Array, from: number, to: number) => Uint8Array,
): SpanEncoder {
  return {
    takesFragments: true,
    ready: () => undefined,
    encode: (spans, take) =>
      translator.translateToBytes(spans, (buffer, from, to, count) => take(keep(buffer, from, to), count)).dropped,
  };
}
