import type { AttributesLike, HrTimeLike, SpanContextLike, SpanLike } from '@otel-xray/translator';
import { invalidRequest } from '../ground/api-error.ts';
import { isObject, type JsonObject, numberIn, objectIn } from '../ground/json.ts';
import type { OtlpRequest } from './trace-request.ts';

/** A span of a request, and its own request. */
export interface ReceivedSpan {
  readonly span: SpanLike;
  /** The span with its resource and its scope, as a request of its own in OTLP's JSON. */
  toRequestText(): string;
}

/**
 * The spans of a request, as an SDK would hand them to an exporter. Wrong members are read as empty, as the translator does.
 * @throws ApiError if the request does not hold lists of objects where it must
 */
export function spansOf(request: OtlpRequest): ReceivedSpan[] {
  const received: ReceivedSpan[] = [];
  for (const ofResource of objectsIn(request, 'resourceSpans', '')) {
    // One object for all spans of a resource: the translator remembers what it read from it.
    const resource = { attributes: attributesOf(objectIn(ofResource['resource'])['attributes']) };
    const { scopeSpans: _, ...others } = ofResource;
    const resourceText = openText(others);
    for (const ofScope of objectsIn(ofResource, 'scopeSpans', 'resourceSpans')) {
      const { spans: _, ...othersOfScope } = ofScope;
      const head = `{"resourceSpans":[${resourceText}"scopeSpans":[${openText(othersOfScope)}"spans":[`;
      const { name, version } = objectIn(ofScope['scope']);
      const scope = { name: textOr(name, ''), ...(typeof version === 'string' && version !== '' && { version }) };
      for (const span of objectsIn(ofScope, 'spans', 'scopeSpans')) {
        received.push({
          span: toSpan(span, resource, scope),
          toRequestText: () => `${head}${JSON.stringify(span)}]}]}]}`,
        });
      }
    }
  }
  return received;
}

// The JSON of an object, to which one more member is added: the same for all spans, so that it is made once.
function openText(object: JsonObject): string {
  const text = JSON.stringify(object).slice(0, -1);
  return text === '{' ? text : `${text},`;
}

function toSpan(
  given: JsonObject,
  resource: SpanLike['resource'],
  instrumentationScope: SpanLike['instrumentationScope'],
): SpanLike {
  const context = contextOf(given);
  const parent = parentOf(given);
  const status = objectIn(given['status']);
  return {
    name: textOr(given['name'], ''),
    // OTLP counts from 1 (internal), the API of OpenTelemetry JS from 0.
    kind: Math.max(0, (numberIn(given['kind']) ?? 1) - 1),
    spanContext: () => context,
    ...(parent && { parentSpanContext: parent }),
    startTime: timeOf(given['startTimeUnixNano']),
    endTime: timeOf(given['endTimeUnixNano']),
    status: {
      code: numberIn(status['code']) ?? 0,
      ...(typeof status['message'] === 'string' && { message: status['message'] }),
    },
    attributes: attributesOf(given['attributes']),
    events: listOf(given['events']).map((event) => ({
      name: textOr(event['name'], ''),
      time: timeOf(event['timeUnixNano']),
      attributes: attributesOf(event['attributes']),
    })),
    links: listOf(given['links']).map((link) => ({
      context: contextOf(link),
      attributes: attributesOf(link['attributes']),
    })),
    resource,
    instrumentationScope,
    droppedAttributesCount: numberIn(given['droppedAttributesCount']) ?? 0,
    droppedEventsCount: numberIn(given['droppedEventsCount']) ?? 0,
    droppedLinksCount: numberIn(given['droppedLinksCount']) ?? 0,
  };
}

function contextOf({ traceId, spanId, flags, traceState }: JsonObject): SpanContextLike {
  return {
    traceId: textOr(traceId, '').toLowerCase(),
    spanId: textOr(spanId, '').toLowerCase(),
    traceFlags: (numberIn(flags) ?? 1) & 0xff,
    ...(typeof traceState === 'string' && traceState !== '' && { traceState: toTraceState(traceState) }),
  };
}

function parentOf({ traceId, parentSpanId, flags }: JsonObject): SpanContextLike | undefined {
  const id = textOr(parentSpanId, '').toLowerCase();
  if (/^0*$/.test(id)) return undefined;
  const bits = numberIn(flags) ?? 0;
  return {
    traceId: textOr(traceId, '').toLowerCase(),
    spanId: id,
    traceFlags: bits & 0xff,
    ...((bits & KNOWS_REMOTE) !== 0 && { isRemote: (bits & IS_REMOTE) !== 0 }),
  };
}

function toTraceState(text: string): SpanContextLike['traceState'] {
  return {
    serialize: () => text,
    get: (key) => {
      const member = text.split(',').find((pair) => pair.trim().startsWith(`${key}=`));
      return member?.slice(member.indexOf('=') + 1).trim();
    },
  };
}

// Nanoseconds need more digits than a number has; what is no whole number is no time.
function timeOf(nanos: unknown): HrTimeLike {
  if (typeof nanos !== 'string' && !Number.isInteger(nanos)) return [0, 0];
  const text = String(nanos);
  if (!/^\d{1,20}$/.test(text)) return [0, 0];
  return [Number(text.slice(0, -NANOS_DIGITS)), Number(text.slice(-NANOS_DIGITS))];
}

/** The attributes of a list of OTLP. */
export function attributesOf(list: unknown): AttributesLike {
  const attributes = listOf(list).map(({ key, value }): [string, unknown] => [
    textOr(key, ''),
    toValue(objectIn(value)),
  ]);
  return Object.fromEntries(attributes);
}

/** A value of OTLP: a string, number, boolean, list, object or bytes; `undefined` for none. */
export function toValue(value: JsonObject): unknown {
  const { stringValue, boolValue, intValue, doubleValue, arrayValue, kvlistValue, bytesValue } = value;
  if (stringValue !== undefined) return stringValue;
  if (boolValue !== undefined) return boolValue;
  // 64 bits come as text; those that a number cannot hold stay text.
  if (intValue !== undefined) return Number.isSafeInteger(Number(intValue)) ? Number(intValue) : String(intValue);
  // JSON has no NaN and no infinities, so they come as text.
  if (doubleValue !== undefined) return Number(doubleValue);
  if (arrayValue !== undefined) return listOf(objectIn(arrayValue)['values']).map(toValue);
  if (kvlistValue !== undefined) return attributesOf(objectIn(kvlistValue)['values']);
  if (typeof bytesValue === 'string') return new Uint8Array(Buffer.from(bytesValue, 'base64'));
  return undefined;
}

/** The objects of a list; empty for anything else. */
export function listOf(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/**
 * The objects of a list that must be one where it is present.
 * @throws ApiError that names the member
 */
export function objectsIn(parent: JsonObject, name: string, within: string): JsonObject[] {
  const value = parent[name] ?? [];
  if (!Array.isArray(value) || !value.every(isObject))
    throw invalidRequest(`${within && `${within}[].`}${name}: expected a list of objects.`);
  return value;
}

function textOr(value: unknown, or: string): string {
  return typeof value === 'string' ? value : or;
}

const NANOS_DIGITS = 9;
// opentelemetry-proto, trace.proto, SpanFlags.
const KNOWS_REMOTE = 0x100;
const IS_REMOTE = 0x200;
