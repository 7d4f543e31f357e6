import { fromXRayTraceId } from '@otel-xray/format';
import { isObject, type JsonObject, objectIn, textIn } from '../ground/json.ts';
import type { Entity } from '../trace/entity.ts';
import { exceptionsOf } from '../trace/exceptions.ts';
import { httpOf } from '../trace/http.ts';
import type { TraceTree } from '../trace/trace-tree.ts';

/**
 * A trace as `resourceSpans` of OTLP/JSON, one string for each service and for each stored span. Spans from OTLP are as received; others
 * are made from the document: members without an OpenTelemetry name become attributes of their own name.
 * @param spanOf the request that a span came in, as JSON
 */
export function toOtlpSpans(
  traceId: string,
  tree: TraceTree,
  spanOf: (entity: string) => string | undefined,
): string[] {
  const made = new Map<Entity | undefined, JsonObject[]>();
  const texts: string[] = [];
  for (const entity of tree.entities) {
    if (entity.inferred) continue;
    const kept = spanOf(entity.id);
    if (kept !== undefined) {
      const { resourceSpans } = objectIn(JSON.parse(kept));
      if (Array.isArray(resourceSpans)) texts.push(...resourceSpans.map((each) => JSON.stringify(each)));
      continue;
    }
    const spans = made.get(entity.owner) ?? [];
    made.set(entity.owner, spans);
    spans.push(toSpan(fromXRayTraceId(traceId) ?? traceId, entity));
  }
  for (const [owner, spans] of made)
    texts.push(toText({ attributes: attributesOf({ 'service.name': owner?.name ?? 'unknown_service' }) }, spans));
  return texts;
}

function toText(resource: JsonObject, spans: readonly JsonObject[]): string {
  return JSON.stringify({ resource, scopeSpans: [{ scope: { name: '@otel-xray/local' }, spans }] });
}

function toSpan(traceId: string, entity: Entity): JsonObject {
  const { id, name, parentId, startMicros, endMicros, fields, fault, error, throttle } = entity;
  const { method, url, status, userAgent, clientIp } = httpOf(entity);
  return {
    traceId,
    spanId: id,
    name,
    ...(parentId !== undefined && { parentSpanId: parentId }),
    kind: kindOf(entity),
    startTimeUnixNano: `${startMicros}000`,
    endTimeUnixNano: `${endMicros ?? startMicros}000`,
    attributes: attributesOf({
      'http.request.method': method,
      'url.full': url,
      'http.response.status_code': status,
      'user_agent.original': userAgent,
      'client.address': clientIp,
      'enduser.id': textIn(fields['user']),
      ...(throttle && { 'aws.xray.throttle': true }),
      ...(endMicros === undefined && { 'aws.xray.inprogress': true }),
      ...objectIn(fields['annotations']),
      'aws.xray.annotations': Object.keys(objectIn(fields['annotations'])),
      ...Object.fromEntries(
        ['aws', 'sql', 'metadata'].flatMap((block) =>
          isObject(fields[block]) ? [[`aws.xray.${block}`, JSON.stringify(fields[block])]] : [],
        ),
      ),
    }),
    events: exceptionsOf(entity).map(({ type, message }) => ({
      name: 'exception',
      timeUnixNano: `${endMicros ?? startMicros}000`,
      attributes: attributesOf({ 'exception.type': type, 'exception.message': message }),
    })),
    status: { code: fault || error ? STATUS_ERROR : 0 },
  };
}

// OpenTelemetry protocol, SpanKind and StatusCode.
function kindOf({ kind, namespace }: Entity): number {
  if (kind === 'segment') return 2;
  return namespace === undefined ? 1 : 3;
}

function attributesOf(values: Readonly<Record<string, unknown>>): JsonObject[] {
  return Object.entries(values).flatMap(([key, value]) => {
    const converted = toValue(value);
    return converted ? [{ key, value: converted }] : [];
  });
}

function toValue(value: unknown): JsonObject | undefined {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number')
    return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return { arrayValue: { values: value.flatMap((each) => toValue(each) ?? []) } };
}

const STATUS_ERROR = 2;
