/** Our documents begin with name, id and trace id; a name has at most 200 characters. */
const HEAD_BYTES = 1_024;
const ID = /"id":"([0-9a-f]{16})"/;
const TRACE_ID = /"trace_id":"(1-[0-9a-f]{8}-[0-9a-f]{24})"/;
const TEXT = new TextDecoder();

/** The id of a document, from its first bytes. */
export function documentId(document: Uint8Array): string | undefined {
  return ID.exec(headOf(document))?.[1];
}

/** The trace id of a document, from its first bytes. */
export function documentTraceId(document: Uint8Array): string | undefined {
  return TRACE_ID.exec(headOf(document))?.[1];
}

function headOf(document: Uint8Array): string {
  return TEXT.decode(document.subarray(0, HEAD_BYTES));
}
