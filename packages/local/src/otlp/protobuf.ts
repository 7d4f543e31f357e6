import protobuf from 'protobufjs/light.js';
import { invalidRequest } from '../ground/api-error.ts';
import type { JsonObject } from '../ground/json.ts';
import type { OtlpRequest } from './trace-request.ts';

/**
 * The part of OTLP's schema that is about traces and logs, as data. Enumerations are whole numbers here, as in OTLP's JSON.
 * Source: opentelemetry-proto 1.7, trace/v1/trace.proto, logs/v1/logs.proto, common/v1/common.proto,
 * resource/v1/resource.proto, and google/rpc/status.proto.
 */
const SCHEMA = protobuf.Root.fromJSON({
  nested: {
    Request: { fields: { resourceSpans: { rule: 'repeated', type: 'ResourceSpans', id: 1 } } },
    ResourceSpans: {
      fields: {
        resource: { type: 'Resource', id: 1 },
        scopeSpans: { rule: 'repeated', type: 'ScopeSpans', id: 2 },
        schemaUrl: { type: 'string', id: 3 },
      },
    },
    Resource: {
      fields: {
        attributes: { rule: 'repeated', type: 'KeyValue', id: 1 },
        droppedAttributesCount: { type: 'uint32', id: 2 },
      },
    },
    ScopeSpans: {
      fields: {
        scope: { type: 'Scope', id: 1 },
        spans: { rule: 'repeated', type: 'Span', id: 2 },
        schemaUrl: { type: 'string', id: 3 },
      },
    },
    Scope: {
      fields: {
        name: { type: 'string', id: 1 },
        version: { type: 'string', id: 2 },
        attributes: { rule: 'repeated', type: 'KeyValue', id: 3 },
        droppedAttributesCount: { type: 'uint32', id: 4 },
      },
    },
    Span: {
      fields: {
        traceId: { type: 'bytes', id: 1 },
        spanId: { type: 'bytes', id: 2 },
        traceState: { type: 'string', id: 3 },
        parentSpanId: { type: 'bytes', id: 4 },
        name: { type: 'string', id: 5 },
        kind: { type: 'int32', id: 6 },
        startTimeUnixNano: { type: 'fixed64', id: 7 },
        endTimeUnixNano: { type: 'fixed64', id: 8 },
        attributes: { rule: 'repeated', type: 'KeyValue', id: 9 },
        droppedAttributesCount: { type: 'uint32', id: 10 },
        events: { rule: 'repeated', type: 'Event', id: 11 },
        droppedEventsCount: { type: 'uint32', id: 12 },
        links: { rule: 'repeated', type: 'Link', id: 13 },
        droppedLinksCount: { type: 'uint32', id: 14 },
        status: { type: 'SpanStatus', id: 15 },
        flags: { type: 'fixed32', id: 16 },
      },
    },
    Event: {
      fields: {
        timeUnixNano: { type: 'fixed64', id: 1 },
        name: { type: 'string', id: 2 },
        attributes: { rule: 'repeated', type: 'KeyValue', id: 3 },
        droppedAttributesCount: { type: 'uint32', id: 4 },
      },
    },
    Link: {
      fields: {
        traceId: { type: 'bytes', id: 1 },
        spanId: { type: 'bytes', id: 2 },
        traceState: { type: 'string', id: 3 },
        attributes: { rule: 'repeated', type: 'KeyValue', id: 4 },
        droppedAttributesCount: { type: 'uint32', id: 5 },
        flags: { type: 'fixed32', id: 6 },
      },
    },
    SpanStatus: { fields: { message: { type: 'string', id: 2 }, code: { type: 'int32', id: 3 } } },
    KeyValue: { fields: { key: { type: 'string', id: 1 }, value: { type: 'AnyValue', id: 2 } } },
    AnyValue: {
      oneofs: {
        value: {
          oneof: ['stringValue', 'boolValue', 'intValue', 'doubleValue', 'arrayValue', 'kvlistValue', 'bytesValue'],
        },
      },
      fields: {
        stringValue: { type: 'string', id: 1 },
        boolValue: { type: 'bool', id: 2 },
        intValue: { type: 'int64', id: 3 },
        doubleValue: { type: 'double', id: 4 },
        arrayValue: { type: 'ArrayValue', id: 5 },
        kvlistValue: { type: 'KeyValueList', id: 6 },
        bytesValue: { type: 'bytes', id: 7 },
      },
    },
    ArrayValue: { fields: { values: { rule: 'repeated', type: 'AnyValue', id: 1 } } },
    KeyValueList: { fields: { values: { rule: 'repeated', type: 'KeyValue', id: 1 } } },
    LogsRequest: { fields: { resourceLogs: { rule: 'repeated', type: 'ResourceLogs', id: 1 } } },
    ResourceLogs: {
      fields: {
        resource: { type: 'Resource', id: 1 },
        scopeLogs: { rule: 'repeated', type: 'ScopeLogs', id: 2 },
      },
    },
    ScopeLogs: {
      fields: { scope: { type: 'Scope', id: 1 }, logRecords: { rule: 'repeated', type: 'LogRecord', id: 2 } },
    },
    LogRecord: {
      fields: {
        timeUnixNano: { type: 'fixed64', id: 1 },
        severityNumber: { type: 'int32', id: 2 },
        severityText: { type: 'string', id: 3 },
        body: { type: 'AnyValue', id: 5 },
        attributes: { rule: 'repeated', type: 'KeyValue', id: 6 },
        traceId: { type: 'bytes', id: 9 },
        spanId: { type: 'bytes', id: 10 },
        observedTimeUnixNano: { type: 'fixed64', id: 11 },
        eventName: { type: 'string', id: 12 },
      },
    },
    Response: { fields: { partialSuccess: { type: 'PartialSuccess', id: 1 } } },
    PartialSuccess: { fields: { rejectedSpans: { type: 'int64', id: 1 }, errorMessage: { type: 'string', id: 2 } } },
    Status: { fields: { code: { type: 'int32', id: 1 }, message: { type: 'string', id: 2 } } },
  },
});
const REQUEST = SCHEMA.lookupType('Request');
const LOGS_REQUEST = SCHEMA.lookupType('LogsRequest');

/**
 * Reads a request of protobuf into OTLP's JSON form.
 * @throws ApiError if the bytes are no such request
 */
export function decodeRequest(bytes: Uint8Array): OtlpRequest {
  try {
    const { resourceSpans = [] } = membersOf(REQUEST.decode(bytes));
    return { resourceSpans };
  } catch (error) {
    throw invalidRequest(`The body is not an ExportTraceServiceRequest: ${(error as Error).message}.`);
  }
}

/**
 * Reads a request of logs into OTLP's JSON form.
 * @throws ApiError if the bytes are no such request
 */
export function decodeLogs(bytes: Uint8Array): OtlpRequest {
  try {
    const { resourceLogs = [] } = membersOf(LOGS_REQUEST.decode(bytes));
    return { resourceLogs };
  } catch (error) {
    throw invalidRequest(`The body is not an ExportLogsServiceRequest: ${(error as Error).message}.`);
  }
}

/** Writes an answer, `Response` or `Status`, as protobuf. */
export function encodeAnswer(type: 'Response' | 'Status', answer: JsonObject): Uint8Array<ArrayBuffer> {
  const message = SCHEMA.lookupType(type);
  return new Uint8Array(message.encode(message.fromObject(answer)).finish());
}

// A message has the sent values as its own members. (protobufjs' own conversion needs three times as long, most of it for 64-bit numbers.)
function membersOf(message: object): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  for (const name of Object.keys(message)) members[name] = jsonOf((message as Record<string, unknown>)[name], name);
  return members;
}

function jsonOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => jsonOf(item, name));
  // Bytes are base64 in protobuf's own JSON, and in OTLP's too, but ids, which are hex digits.
  if (value instanceof Uint8Array) return bufferOf(value).toString(IDS.has(name) ? 'hex' : 'base64');
  const { low, high, unsigned } = value as { low?: unknown; high?: unknown; unsigned?: unknown };
  if (typeof low !== 'number' || typeof high !== 'number') return membersOf(value);
  const bits = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
  return String(unsigned === true ? bits : BigInt.asIntN(64, bits));
}

// Without copying.
function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

const IDS = new Set(['traceId', 'spanId', 'parentSpanId']);
