import type { JsonObject } from '../ground/json.ts';

/**
 * An ExportTraceServiceRequest in OTLP's JSON form: names in camel case, ids as hex digits, whole numbers of 64 bits as text. Protobuf is
 * converted to this form, so that there is one reader, which checks each member when it reads it. Source: OpenTelemetry protocol, "JSON
 * Protobuf Encoding".
 */
export type OtlpRequest = JsonObject;
