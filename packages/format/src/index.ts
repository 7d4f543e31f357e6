export { type AnnotatableSpan, addMetadata, annotate } from './annotate.ts';
export {
  ATTR_XRAY_ANNOTATIONS,
  ATTR_XRAY_IN_PROGRESS,
  ATTR_XRAY_METADATA_PREFIX,
  ATTR_XRAY_SAMPLING_RULE,
  TRACE_STATE_SYNTHETIC_PARENT,
} from './attributes.ts';
export type { DocumentErrorCode, DocumentProblem } from './check-document.ts';
export { checkDocument, FORBIDDEN_IN_NAME, invalidDocumentMessage } from './check-document.ts';
export {
  DATAGRAM_HEADER,
  type DaemonAddress,
  DEFAULT_DAEMON_ADDRESS,
  ENV_DAEMON_ADDRESS,
  formatDatagram,
  type HostAndPort,
  parseDaemonAddress,
  parseDatagram,
} from './daemon.ts';
export {
  MAX_ANNOTATION_KEY_LENGTH,
  MAX_ANNOTATION_VALUE_LENGTH,
  MAX_ANNOTATIONS,
  MAX_DATAGRAM_BYTES,
  MAX_DOCUMENT_BYTES,
  MAX_DOCUMENTS_PER_CALL,
  MAX_NAME_LENGTH,
} from './limits.ts';
export { OWN_ENTITY, type OwnEntity, ownEntityOf } from './own-entity.ts';
export type {
  AnnotationValue,
  AwsBlock,
  CauseBlock,
  EntityFields,
  ExceptionBlock,
  HttpBlock,
  LinkBlock,
  SegmentDocument,
  ServiceBlock,
  SqlBlock,
  StackFrameBlock,
  Subsegment,
} from './segment-document.ts';
export {
  formatTraceHeader,
  parseTraceHeader,
  TRACE_HEADER_NAME,
  type TraceHeader,
  type TraceHeaderField,
} from './trace-header.ts';
export { fromXRayTraceId, isSpanId, isTraceId, toXRayTraceId } from './trace-id.ts';
