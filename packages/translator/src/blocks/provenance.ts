import type { SpanLike } from '../ground/readable-span.ts';
import { spanKindName, spanKindNumber } from '../ground/span-kind.ts';
import type { SpanNode } from '../tree/nest.ts';
import { type Encoded, encodeMembers, JsonWriter, type MemberName, memberName } from '../write/json-writer.ts';

/** The names of the members written here. */
const M = {
  'otel.span.name': memberName('otel.span.name'),
  'otel.trace_state': memberName('otel.trace_state'),
  'otel.span.kind': memberName('otel.span.kind'),
  'otel.scope.name': memberName('otel.scope.name'),
  'otel.scope.version': memberName('otel.scope.version'),
  'otel.dropped_attributes_count': memberName('otel.dropped_attributes_count'),
  'otel.dropped_events_count': memberName('otel.dropped_events_count'),
  'otel.dropped_links_count': memberName('otel.dropped_links_count'),
};

/**
 * Writes, as members of `metadata.default`, who made the span, and what the document's name hides.
 * @param spanName the span's name, without secrets
 */
export function writeProvenance(
  writer: JsonWriter,
  { span, traceState }: SpanNode,
  name: string,
  spanName: string,
): void {
  writer.members(sharedMembers(span));
  if (typeof spanName === 'string' && spanName !== name) writer.stringMember(M['otel.span.name'], spanName);
  const state = traceState?.serialize();
  if (typeof state === 'string' && state !== '') writer.stringMember(M['otel.trace_state'], state);
  writeCount(writer, M['otel.dropped_attributes_count'], span.droppedAttributesCount);
  writeCount(writer, M['otel.dropped_events_count'], span.droppedEventsCount);
  writeCount(writer, M['otel.dropped_links_count'], span.droppedLinksCount);
}

/** The same members as an object. */
export function provenanceOf(node: SpanNode, name: string, spanName: string): Record<string, string | number> {
  const writer = new JsonWriter(256);
  writer.openObject();
  writeProvenance(writer, node, name, spanName);
  writer.closeObject();
  return JSON.parse(new TextDecoder().decode(writer.value()));
}

function writeCount(writer: JsonWriter, name: MemberName, count: number | undefined): void {
  if (typeof count === 'number' && count > 0) writer.numberMember(name, count);
}

/** Scope → kind → members, encoded: an instrumentation has one scope and few kinds of spans, which often come one after the other. */
const SHARED = new WeakMap<object, Encoded[]>();
const NO_SCOPE = {};
let lastScope: object = NO_SCOPE;
let ofLastScope: Encoded[] = [];

function sharedMembers({ instrumentationScope, kind }: SpanLike): Encoded {
  const scope =
    typeof instrumentationScope === 'object' && instrumentationScope !== null ? instrumentationScope : NO_SCOPE;
  if (scope !== lastScope) {
    lastScope = scope;
    ofLastScope = SHARED.get(scope) ?? [];
    SHARED.set(scope, ofLastScope);
  }
  const number = spanKindNumber(kind);
  ofLastScope[number] ??= encodeShared(scope, kind);
  return ofLastScope[number];
}

function encodeShared({ name, version }: { name?: unknown; version?: unknown }, kind: number): Encoded {
  return encodeMembers((writer) => {
    writer.stringMember(M['otel.span.kind'], spanKindName(kind));
    if (typeof name === 'string' && name !== '') writer.stringMember(M['otel.scope.name'], name);
    if (typeof version === 'string' && version !== '') writer.stringMember(M['otel.scope.version'], version);
  });
}
