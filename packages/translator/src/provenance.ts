import { JsonWriter } from './json-writer.ts';
import type { SpanLike } from './readable-span.ts';
import { spanKindName } from './span-kind.ts';

/** Writes, as members of `metadata.default`, who made the span, and what the document's name hides. */
export function writeProvenance(writer: JsonWriter, span: SpanLike, name: string): void {
  writer.asciiMember('otel.span.kind', spanKindName(span.kind));
  if (typeof span.name === 'string' && span.name !== name) writer.stringMember('otel.span.name', span.name);
  writer.members(scopeMembers(span.instrumentationScope));
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

/** Scope → its members, encoded: all spans of an instrumentation share one. */
const SCOPES = new WeakMap<object, Uint8Array>();
const NO_MEMBERS = new Uint8Array(0);

function scopeMembers(scope: SpanLike['instrumentationScope'] | undefined): Uint8Array {
  if (typeof scope !== 'object' || scope === null) return NO_MEMBERS;
  let members = SCOPES.get(scope);
  if (members === undefined) {
    const writer = new JsonWriter(256);
    writer.openObject();
    if (typeof scope.name === 'string' && scope.name !== '') writer.stringMember('otel.scope.name', scope.name);
    if (typeof scope.version === 'string' && scope.version !== '') {
      writer.stringMember('otel.scope.version', scope.version);
    }
    members = writer.buffer.slice(1, writer.length);
    SCOPES.set(scope, members);
  }
  return members;
}
