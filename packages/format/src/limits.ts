/** Bytes of UTF-8 in one document. Source: "AWS X-Ray segment documents": "Segments can be up to 64 kB"; 64,000 is the safe reading. */
export const MAX_DOCUMENT_BYTES = 64_000;

/** Documents in one PutTraceSegments call; one more is answered with 400. Source: seen in the service and in the daemon's batches. */
export const MAX_DOCUMENTS_PER_CALL = 50;

/** Bytes of payload in one IPv4 UDP datagram: 65,535 less the headers of IP (20) and UDP (8). */
export const MAX_DATAGRAM_BYTES = 65_507;

/** Characters in a name. Source: "AWS X-Ray segment documents", "name". */
export const MAX_NAME_LENGTH = 200;

/** Annotations in one trace. Source: "AWS X-Ray segment documents", "Annotations". */
export const MAX_ANNOTATIONS = 50;

/** Characters in an annotation's key. Source: X-Ray SDK guides. */
export const MAX_ANNOTATION_KEY_LENGTH = 500;

/** Characters in an annotation's text. Source: X-Ray SDK guides. */
export const MAX_ANNOTATION_VALUE_LENGTH = 1_000;
