import type { JsonObject } from '../ground/json.ts';

/**
 * An ExportTraceServiceRequest in OTLP's JSON form: names in camel case, ids as hex digits, whole numbers of 64 bits as text. What
 * came as protobuf is brought to this form, so that there is one reader; it looks at each member when it comes to it.
 * Source: OpenTelemetry protocol, "JSON Protobuf Encoding".
 */
export type OtlpRequest = JsonObject;
