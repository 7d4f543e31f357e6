import { plural } from '../ground/plural.ts';
import { isRefused } from '../transports/auto-transport.ts';
import { faultOf } from '../transports/call-error.ts';
import type { ExportResponse, RejectedSpans, UnprocessedDocument } from '../transports/transport.ts';

/** Why documents are lost: by an answer, or because no call was made while the permission is known to be missing. */
export type Loss = AnsweredLoss | { readonly kind: 'withheld' };

/** Their whole call failed, X-Ray refused the document itself, or some spans of the call. */
export type AnsweredLoss =
  | { readonly kind: 'call'; readonly response: Exclude<ExportResponse, { status: 'success' }> }
  | { readonly kind: 'document'; readonly answer: UnprocessedDocument }
  | { readonly kind: 'spans'; readonly rejected: RejectedSpans };

/** How a loss is counted and reported. */
export interface LossReport {
  /** Its name in `stats().dropped`. */
  readonly reason: string;
  /** The answer of the receiver, for `stats().lastError`. */
  readonly message: string;
  /** One line for people. */
  readonly text: string;
}

/** How much of a refused document is shown. */
const SHOWN_BYTES = 512;

/** Describes the loss of documents, the first of which is given. */
export function describeLoss(loss: AnsweredLoss, count: number, first: Uint8Array, unreachable: string): LossReport {
  if (loss.kind === 'spans') {
    const { count: spans, message } = loss.rejected;
    return { reason: 'rejectedSpans', message, text: `the endpoint refused ${plural(spans, 'span')}: ${message}` };
  }
  if (loss.kind === 'document') return describeRefused(loss.answer, first);
  const { response } = loss;
  const message = messageOf(response.error);
  if (isRefused(response))
    return { reason: 'unreachable', message, text: `Lost ${plural(count, 'document')}: ${unreachable}` };
  if (faultOf(response) === 'denied') {
    const text = `Lost ${plural(count, 'document')}, no call for a minute: X-Ray requires the permission xray:PutTraceSegments (${message})`;
    return { reason: 'accessDenied', message, text };
  }
  return { reason: 'sendFailed', message, text: `Lost ${plural(count, 'document')}: a call failed: ${message}` };
}

/** If each address of a name failed, Node reports one error without a message: the first of them says why. */
function messageOf(error: Error | undefined): string {
  const { errors } = (error ?? {}) as { errors?: readonly Error[] };
  return error?.message || errors?.[0]?.message || 'not sent';
}

function describeRefused({ ErrorCode, Message = '' }: UnprocessedDocument, document: Uint8Array): LossReport {
  const reason = ErrorCode || 'unprocessed';
  const said = `${reason} ${Message}`.trimEnd();
  // The missing part shows in the document only.
  const shown = /^Missing/.test(reason)
    ? `; it begins ${new TextDecoder().decode(document.subarray(0, SHOWN_BYTES))}`
    : '';
  return { reason, message: Message || reason, text: `X-Ray refused a document: ${said}${shown}` };
}
