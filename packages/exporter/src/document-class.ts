/** What a document is worth when not all can be kept, the least first. */
export const DOCUMENT_CLASSES = [
  'fragments in progress',
  'subsegments without error',
  'subsegments with error',
  'segments without error',
  'segments with error',
] as const;

// Members as the translator writes them. Within a text the quotes would be escaped; a member of that name in the metadata may be taken for
// them, which costs no more than a better place.
const IN_PROGRESS = '"in_progress":true';
const SUBSEGMENT = '"type":"subsegment"';
const FLAGS = ['"fault":true', '"error":true', '"throttle":true'];

/**
 * Which class a document is of, as the index in `DOCUMENT_CLASSES`. An error anywhere in the tree counts. Looked up in the bytes, so it is
 * asked for only when there is no room.
 */
export function classOf(document: Uint8Array): number {
  const bytes = asBuffer(document);
  if (bytes.includes(IN_PROGRESS)) return 0;
  const hasError = FLAGS.some((flag) => bytes.includes(flag));
  return (bytes.includes(SUBSEGMENT) ? 1 : 3) + (hasError ? 1 : 0);
}

export function isSubsegment(document: Uint8Array): boolean {
  return asBuffer(document).includes(SUBSEGMENT);
}

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
