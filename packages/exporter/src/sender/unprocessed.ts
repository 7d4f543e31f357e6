import { documentId } from '../transports/document-head.ts';
import type { UnprocessedDocument } from '../transports/transport.ts';

/**
 * Which documents of a call were refused: by id, all that bear it, for an id is not unique in a call. An answer whose id is missing, or
 * is that of none of them, counts for the first document left, so that the number of lost ones is right.
 */
export function matchUnprocessed<T extends { readonly bytes: Uint8Array }>(
  batch: readonly T[],
  answers: readonly UnprocessedDocument[],
): Map<T, UnprocessedDocument> {
  const refused = new Map<T, UnprocessedDocument>();
  if (answers.length === 0) return refused;
  const byId = new Map<string | undefined, T[]>();
  for (const document of batch) {
    const id = documentId(document.bytes);
    byId.set(id, [...(byId.get(id) ?? []), document]);
  }
  const isKnown = ({ Id }: UnprocessedDocument): boolean => typeof Id === 'string' && byId.has(Id);
  for (const answer of answers.filter(isKnown)) {
    for (const document of byId.get(answer.Id) ?? []) refused.set(document, answer);
  }
  for (const answer of answers.filter((each) => !isKnown(each))) {
    const next = batch.find((document) => !refused.has(document));
    if (next !== undefined) refused.set(next, answer);
  }
  return refused;
}

/**
 * The treatment of a refused document: `drop`, `again` (once more, alone or with its like), or `close` (dropped; X-Ray has closed its
 * trace, whose subsegments are not sent any longer).
 */
export type UnprocessedDecision = 'drop' | 'again' | 'close';

/** AWS publishes no list of codes: the first row that fits decides, and what none fits is dropped. */
const DECISIONS: readonly (readonly [code: RegExp, decision: UnprocessedDecision])[] = [
  [/^InvalidSegment$/, 'close'],
  [/^(Missing|Invalid)/, 'drop'],
  [/Throttl|Rate|Internal|Unavailable|Timeout/, 'again'],
];

/** Decides by the code of an answer. */
export function decideUnprocessed({ ErrorCode: code }: UnprocessedDocument): UnprocessedDecision {
  return (typeof code === 'string' && DECISIONS.find(([pattern]) => pattern.test(code))?.[1]) || 'drop';
}
