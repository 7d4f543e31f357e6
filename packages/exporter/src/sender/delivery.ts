import { faultOf } from '../transports/call-error.ts';
import type { ExportResponse, UnprocessedDocument } from '../transports/transport.ts';
import type { AnsweredLoss } from './loss.ts';
import { decideUnprocessed, matchUnprocessed } from './unprocessed.ts';

/** The parts that a delivery needs. */
export interface DeliveryParts<T> {
  /** Sends one call, with all its attempts. */
  readonly send: (documents: readonly Uint8Array[]) => Promise<ExportResponse>;
  /** Before refused documents are sent a second time. */
  readonly waitToSendAgain: () => Promise<void>;
  /** Called once for each document, together with those of the same outcome. */
  readonly settle: (documents: readonly T[], loss?: AnsweredLoss) => void;
}

interface Attempt {
  readonly isSecond: boolean;
  /** A size that is named is believed once; 413 as often as it is answered. */
  readonly isHalf: boolean;
}

/**
 * Sends a batch until each of its documents is delivered or lost, in halves where the call is too large. Documents that X-Ray could not
 * accept just then are sent once more, by themselves. Never rejects.
 */
export async function deliver<T extends { readonly bytes: Uint8Array }>(
  batch: readonly T[],
  parts: DeliveryParts<T>,
): Promise<void> {
  const again = await attempt(batch, parts, { isSecond: false, isHalf: false });
  if (again.length === 0) return;
  await parts.waitToSendAgain();
  await attempt(again, parts, { isSecond: true, isHalf: false });
}

/** Gives those that may be sent once more. */
async function attempt<T extends { readonly bytes: Uint8Array }>(
  batch: readonly T[],
  parts: DeliveryParts<T>,
  { isSecond, isHalf }: Attempt,
): Promise<T[]> {
  const response = await parts.send(batch.map(({ bytes }) => bytes));
  if (response.status === 'success' && response.rejectedSpans !== undefined) {
    parts.settle(batch, { kind: 'spans', rejected: response.rejectedSpans });
    return [];
  }
  if (response.status === 'success') return settleEach(batch, response.unprocessed ?? [], parts, isSecond);
  const fault = faultOf(response);
  if (batch.length > 1 && (fault === 'tooLarge' || (fault === 'tooMany' && !isHalf))) {
    const middle = Math.ceil(batch.length / 2);
    const first = await attempt(batch.slice(0, middle), parts, { isSecond, isHalf: true });
    return first.concat(await attempt(batch.slice(middle), parts, { isSecond, isHalf: true }));
  }
  parts.settle(batch, { kind: 'call', response });
  return [];
}

function settleEach<T extends { readonly bytes: Uint8Array }>(
  batch: readonly T[],
  answers: readonly UnprocessedDocument[],
  { settle }: DeliveryParts<T>,
  isSecond: boolean,
): T[] {
  const refused = matchUnprocessed(batch, answers);
  settle(refused.size === 0 ? batch : batch.filter((document) => !refused.has(document)));
  const again: T[] = [];
  for (const [document, answer] of refused) {
    if (!isSecond && decideUnprocessed(answer) === 'again') again.push(document);
    else settle([document], { kind: 'document', answer });
  }
  return again;
}
