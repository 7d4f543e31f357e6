/** Our documents begin with name and id; a name has at most 200 characters. */
const HEAD_BYTES = 1_024;
const ID = /"id":"([0-9a-f]{16})"/;
const TEXT = new TextDecoder();

/** The id of a document, from its first bytes. */
export function documentId(document: Uint8Array): string | undefined {
  return ID.exec(TEXT.decode(document.subarray(0, HEAD_BYTES)))?.[1];
}
