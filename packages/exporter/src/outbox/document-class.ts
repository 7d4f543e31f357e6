import type { SpanLike } from '@otel-xray/translator';

/** The value of a document when the queue is full, the least first. */
export const DOCUMENT_CLASSES = [
  'fragments in progress',
  'subsegments without error',
  'subsegments with error',
  'segments without error',
  'segments with error',
] as const;

// Members as the translator writes them. Within a string the quotes would be escaped. A member of that name in the metadata may be
// mistaken for them, which costs no more than a better place.
const IN_PROGRESS = '"in_progress":true';
const SUBSEGMENT = '"type":"subsegment"';
const FLAGS = ['"fault":true', '"error":true', '"throttle":true'];

/**
 * Which class a document is of, as the index in `DOCUMENT_CLASSES`. An error anywhere in the tree counts. It is read from the bytes, so it
 * is called only when there is no room.
 */
export function classOf(document: Uint8Array): number {
  const bytes = asBuffer(document);
  if (bytes.includes(IN_PROGRESS)) return 0;
  const hasError = FLAGS.some((flag) => bytes.includes(flag));
  return (bytes.includes(SUBSEGMENT) ? 1 : 3) + (hasError ? 1 : 0);
}

/** Returns the class that the document of these spans will have, as far as the spans show it without translation. */
export function classOfSpans(spans: readonly SpanLike[]): number {
  const isSegment = spans.some(({ parentSpanContext: parent }) => parent === undefined || parent.isRemote === true);
  return (isSegment ? 3 : 1) + (hasError(spans) ? 1 : 0);
}

/** Whether a span failed: its status is error, or its HTTP status is 400 or more. */
export function hasError(spans: readonly SpanLike[]): boolean {
  return spans.some(
    ({ status, attributes }) =>
      status?.code === STATUS_ERROR || HTTP_STATUS.some((name) => isFailure(attributes?.[name])),
  );
}

const STATUS_ERROR = 2;
const HTTP_STATUS = ['http.response.status_code', 'http.status_code'];

function isFailure(httpStatus: unknown): boolean {
  return typeof httpStatus === 'number' && httpStatus >= 400;
}

export function isSubsegment(document: Uint8Array): boolean {
  return asBuffer(document).includes(SUBSEGMENT);
}

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
