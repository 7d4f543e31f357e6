import type { Value } from './scope.ts';

/** `GET /-/free-text?text=&start=&end=` */
export interface FreeTextAnswer {
  /** Terms of a filter that select traces with the text, the most frequent first; at most 12. */
  readonly terms: readonly FreeTextTerm[];
}

/** A place where the text occurs. */
export interface FreeTextTerm {
  readonly kind: 'annotation' | 'user' | 'http.url' | 'http.method' | 'http.status' | 'service';
  /** Only with `annotation`. */
  readonly key?: string;
  /** `CONTAINS` is used for `http.url` only. */
  readonly operator: '=' | 'CONTAINS';
  readonly value: Value;
  /** Number of traces of the range; for all but users and annotations of its newest 10,000. */
  readonly count: number;
}
