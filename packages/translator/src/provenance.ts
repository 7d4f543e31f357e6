import { JsonWriter } from './json-writer.ts';
import type { SpanLike } from './readable-span.ts';
import { spanKindName, spanKindNumber } from './span-kind.ts';

/** Writes, as members of `metadata.default`, who made the span, and what the document's name hides. */
export function writeProvenance(writer: JsonWriter, span: SpanLike, name: string): void {
  writer.members(sharedMembers(span));
  if (typeof span.name === 'string' && span.name !== name) writer.stringMember('otel.span.name', span.name);
  const state = span.spanContext().traceState?.serialize();
  if (typeof state === 'string' && state !== '') writer.stringMember('otel.trace_state', state);
  writeCount(writer, 'otel.dropped_attributes_count', span.droppedAttributesCount);
  writeCount(writer, 'otel.dropped_events_count', span.droppedEventsCount);
  writeCount(writer, 'otel.dropped_links_count', span.droppedLinksCount);
}

/** The same members as an object. */
export function provenanceOf(span: SpanLike, name: string): Record<string, string | number> {
  const writer = new JsonWriter(256);
  writer.openObject();
  writeProvenance(writer, span, name);
  writer.closeObject();
  return JSON.parse(new TextDecoder().decode(writer.buffer.subarray(0, writer.length)));
}

function writeCount(writer: JsonWriter, name: string, count: number | undefined): void {
  if (typeof count === 'number' && count > 0) writer.numberMember(name, count);
}

/** Scope → kind → members, encoded: an instrumentation has one scope and few kinds of spans. */
const SHARED = new WeakMap<object, Uint8Array[]>();
const NO_SCOPE = {};

function sharedMembers({ instrumentationScope, kind }: SpanLike): Uint8Array {
  const scope =
    typeof instrumentationScope === 'object' && instrumentationScope !== null ? instrumentationScope : NO_SCOPE;
  let ofScope = SHARED.get(scope);
  if (ofScope === undefined) {
    ofScope = [];
    SHARED.set(scope, ofScope);
  }
  const number = spanKindNumber(kind);
  const known = ofScope[number];
  if (known !== undefined) return known;
  const members = encodeShared(scope, kind);
  ofScope[number] = members;
  return members;
}

function encodeShared({ name, version }: { name?: unknown; version?: unknown }, kind: number): Uint8Array {
  const writer = new JsonWriter(256);
  writer.openObject();
  writer.asciiMember('otel.span.kind', spanKindName(kind));
  if (typeof name === 'string' && name !== '') writer.stringMember('otel.scope.name', name);
  if (typeof version === 'string' && version !== '') writer.stringMember('otel.scope.version', version);
  return writer.buffer.slice(1, writer.length);
}
