import { ATTR_XRAY_METADATA_PREFIX } from '@otel-xray/format';
import type { Annotated } from './annotations.ts';
import { isExceptionEvent } from './cause.ts';
import { writeValue } from './json-value.ts';
import type { JsonWriter } from './json-writer.ts';
import { writeLinks } from './links.ts';
import { toJsonValue } from './odd-values.ts';
import type { EventLike, SpanLike } from './readable-span.ts';
import { noteTruncated } from './report.ts';
import { RESOURCE_PREFIX, type ResourceFacts } from './resource.ts';
import {
  CODE,
  CODE_FILE_PATH,
  CODE_FILEPATH,
  CODE_FUNCTION,
  CODE_FUNCTION_NAME,
  CODE_LINE_NUMBER,
  CODE_LINENO,
  CODE_NAMESPACE,
  GENAI,
  GENAI_INPUT_MESSAGES,
  GENAI_OUTPUT_MESSAGES,
  GENAI_SYSTEM_INSTRUCTIONS,
  GENAI_TOOL_DEFINITIONS,
  NAMES,
  type Slot,
} from './semconv.ts';
import { spanKindName } from './span-kind.ts';
import { toSeconds } from './time.ts';
import { type Entity, isSegment, type Translation } from './translation.ts';

/** Writes `metadata`: every attribute that no other block shows, by namespace; `default` where none is named. */
export function writeMetadata(t: Translation, e: Entity, facts: ResourceFacts, annotated: Annotated): void {
  const { writer, attributes: a } = t;
  if (!hasAny(t, e, facts)) return;
  const mark = writer.length;
  writer.name('metadata');
  writer.openObject();
  const named = namespacesOf(t, annotated);
  if (named !== undefined || hasClashes(a.keys, a.count))
    writeDefaultByKey(t, e, facts, annotated, named?.get(DEFAULT));
  else writeDefault(t, e, facts, annotated);
  for (const [namespace, members] of named ?? []) {
    if (namespace === DEFAULT) continue;
    writer.key(namespace);
    // A service segment keeps only what describes its process.
    writeValue(writer, e.role === 'service' ? resourceMembers(members) : members);
  }
  if (t.options.rules.code && (a.groups & CODE) !== 0) writeCode(t);
  if (t.options.rules.genAi && (a.groups & GENAI) !== 0) writeGenAi(t);
  if (t.options.rules.events) writeEvents(t, e);
  // Subsegments have no links that anything shows.
  if (t.options.rules.badLinks && !isSegment(e.role)) writeLinks(t, e.node.span);
  if (writer.atStart) writer.rewind(mark);
  else writer.closeObject();
}

const DEFAULT = 'default';

type Members = Record<string, unknown>;

// The reference returns early here, so a service segment without attributes has no `default` either.
function hasAny(t: Translation, e: Entity, facts: ResourceFacts): boolean {
  if (t.options.rules.provenance) return true;
  for (let at = 0; at < t.attributes.count; at++) if (!t.attributes.isUsed(at)) return true;
  return e.holdsResource && !facts.isEmpty;
}

function resourceMembers(members: Members | null): Members | null {
  if (members === null) return null;
  return Object.fromEntries(Object.entries(members).filter(([key]) => key.startsWith(RESOURCE_PREFIX)));
}

/** The fast way: no two sources can give the same key, so members are written as they come. */
function writeDefault(t: Translation, e: Entity, facts: ResourceFacts, annotated: Annotated): void {
  const { writer, attributes: a } = t;
  const mark = writer.length;
  writer.name(DEFAULT);
  writer.openObject();
  if (e.holdsResource) {
    if (annotated.resource.size === 0) {
      writer.members(facts.metadata);
      writer.oddNumbers += facts.oddNumbers;
    } else {
      writeResource(writer, facts, annotated);
    }
  }
  let keepsEmpty = false;
  for (let at = 0; at < a.count; at++) {
    if (!isLeft(t, annotated, at)) continue;
    if (e.role === 'service') {
      keepsEmpty = true;
      continue;
    }
    writer.key(a.keys[at] as string);
    writeValue(writer, a.values[at]);
  }
  if (t.options.rules.provenance) writeProvenance(writer, e.node.span, e.name);
  if (writer.atStart && !keepsEmpty) writer.rewind(mark);
  else writer.closeObject();
}

/** The careful way, for spans that name namespaces or whose keys might clash with ours: the span's own keys win. */
function writeDefaultByKey(
  t: Translation,
  e: Entity,
  facts: ResourceFacts,
  annotated: Annotated,
  merged: Members | null | undefined,
): void {
  const { writer, attributes: a } = t;
  const members = new Map<string, unknown>();
  if (e.holdsResource) {
    for (const [key, value] of Object.entries(facts.attributes)) {
      if (value === undefined || value === null || annotated.resource.has(key)) continue;
      members.set(RESOURCE_PREFIX + key, value);
    }
  }
  for (let at = 0; at < a.count; at++) {
    if (isLeft(t, annotated, at) && !isNamespace(a.keys[at] as string, a.values[at])) {
      members.set(a.keys[at] as string, a.values[at]);
    }
  }
  for (const [key, value] of Object.entries(merged ?? {})) members.set(key, value);
  const hadAny = members.size > 0;
  if (e.role === 'service') for (const key of members.keys()) if (!key.startsWith(RESOURCE_PREFIX)) members.delete(key);
  if (t.options.rules.provenance) {
    for (const [key, value] of provenanceOf(e.node.span, e.name)) if (!members.has(key)) members.set(key, value);
  }
  if (!hadAny && members.size === 0) return;
  writer.name(DEFAULT);
  writer.openObject();
  for (const [key, value] of members) {
    writer.key(key);
    writeValue(writer, value);
  }
  writer.closeObject();
}

function writeResource(writer: JsonWriter, facts: ResourceFacts, annotated: Annotated): void {
  for (const [key, value] of Object.entries(facts.attributes)) {
    if (value === undefined || value === null || annotated.resource.has(key)) continue;
    writer.prefixedKey(RESOURCE_PREFIX, key);
    writeValue(writer, value);
  }
}

/** Whether an attribute stands nowhere else. */
function isLeft(t: Translation, annotated: Annotated, at: number): boolean {
  const key = t.attributes.keys[at] as string;
  return !t.attributes.isUsed(at) && !annotated.span.has(key) && !annotated.lost.has(key);
}

/** Whether keys of the span may be the same as keys that come from elsewhere. */
function hasClashes(keys: readonly string[], count: number): boolean {
  for (let at = 0; at < count; at++) if ((keys[at] as string).startsWith('otel.')) return true;
  return false;
}

/** The namespaces that attributes `aws.xray.metadata.<namespace>` hold as JSON, `default` among them whatever its case. */
function namespacesOf(t: Translation, annotated: Annotated): Map<string, Members | null> | undefined {
  const { attributes: a } = t;
  let namespaces: Map<string, Members | null> | undefined;
  for (let at = 0; at < a.count; at++) {
    const key = a.keys[at] as string;
    if (!key.startsWith(ATTR_XRAY_METADATA_PREFIX) || !isLeft(t, annotated, at)) continue;
    const members = parseMembers(a.values[at]);
    if (members === undefined) continue;
    namespaces ??= new Map();
    const rest = key.slice(ATTR_XRAY_METADATA_PREFIX.length);
    const namespace = rest.toLowerCase() === DEFAULT ? DEFAULT : rest;
    const known = namespaces.get(namespace);
    namespaces.set(namespace, namespace === DEFAULT && known ? { ...known, ...members } : members);
  }
  return namespaces;
}

function isNamespace(key: string, value: unknown): boolean {
  return key.startsWith(ATTR_XRAY_METADATA_PREFIX) && parseMembers(value) !== undefined;
}

/** A JSON object in text, or its `null`; `undefined` for anything else. */
function parseMembers(value: unknown): Members | null | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    if (typeof parsed !== 'object' || Array.isArray(parsed) || hasInfinity(parsed)) return undefined;
    return parsed as Members | null;
  } catch {
    return undefined;
  }
}

/** Whether a number was too large for a double: the text says more than what was read of it. */
function hasInfinity(value: unknown): boolean {
  if (typeof value !== 'object' || value === null)
    return value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY;
  return Object.values(value).some(hasInfinity);
}

/** Who made the span, and what the document's name hides. */
function writeProvenance(writer: JsonWriter, span: SpanLike, name: string): void {
  for (const [key, value] of provenanceOf(span, name)) {
    writer.name(key);
    writeValue(writer, value);
  }
}

function provenanceOf(span: SpanLike, name: string): [key: string, value: string | number][] {
  const members: [string, string | number][] = [['otel.span.kind', spanKindName(span.kind)]];
  if (typeof span.name === 'string' && span.name !== name) members.push(['otel.span.name', span.name]);
  const scope = span.instrumentationScope;
  if (typeof scope?.name === 'string' && scope.name !== '') members.push(['otel.scope.name', scope.name]);
  if (typeof scope?.version === 'string' && scope.version !== '') members.push(['otel.scope.version', scope.version]);
  const state = span.spanContext().traceState?.serialize();
  if (typeof state === 'string' && state !== '') members.push(['otel.trace_state', state]);
  for (const [key, count] of [
    ['otel.dropped_attributes_count', span.droppedAttributesCount],
    ['otel.dropped_events_count', span.droppedEventsCount],
    ['otel.dropped_links_count', span.droppedLinksCount],
  ] as const) {
    if (typeof count === 'number' && count > 0) members.push([key, count]);
  }
  return members;
}

function writeCode(t: Translation): void {
  const { writer, attributes: a } = t;
  const scope = a.text(CODE_NAMESPACE);
  const plain = a.text(CODE_FUNCTION);
  const name = a.text(CODE_FUNCTION_NAME) || (scope !== '' && plain !== '' ? `${scope}.${plain}` : plain || scope);
  const file = a.text(CODE_FILE_PATH) || a.text(CODE_FILEPATH);
  const line = a.integer(CODE_LINE_NUMBER) || a.integer(CODE_LINENO);
  writer.name('code');
  writer.openObject();
  if (name !== '') writer.stringMember('function', name);
  if (file !== '') writer.stringMember('file', file);
  if (line !== 0) writer.numberMember('line', line);
  writer.closeObject();
}

const GENAI_CONTENT: readonly (readonly [slot: Slot, member: string])[] = [
  [GENAI_INPUT_MESSAGES, 'input.messages'],
  [GENAI_OUTPUT_MESSAGES, 'output.messages'],
  [GENAI_SYSTEM_INSTRUCTIONS, 'system_instructions'],
  [GENAI_TOOL_DEFINITIONS, 'tool.definitions'],
];

const GENAI_CONTENT_LENGTH = 4_000;

function writeGenAi(t: Translation): void {
  const { writer, attributes: a } = t;
  const mark = writer.length;
  writer.name('gen_ai');
  writer.openObject();
  for (const [slot, member] of GENAI_CONTENT) {
    if (!a.has(slot) || t.options.genAiContent === 'drop') continue;
    writer.name(member);
    writeContent(t, NAMES[slot] as string, a.value(slot));
  }
  if (writer.atStart) writer.rewind(mark);
  else writer.closeObject();
}

/** Prompts and answers come as JSON in text: they are shown as what they are, unless too long. */
function writeContent(t: Translation, attribute: string, value: unknown): void {
  const text = typeof value === 'string' ? value : JSON.stringify(toJsonValue(value));
  if (t.options.genAiContent === 'truncate' && text.length > GENAI_CONTENT_LENGTH) {
    noteTruncated(t.report, attribute);
    t.writer.string(`${[...text.slice(0, GENAI_CONTENT_LENGTH)].join('')}…`);
    return;
  }
  let parsed: unknown = text;
  try {
    parsed = JSON.parse(text);
  } catch {
    // Text that is no JSON is shown as text.
  }
  writeValue(t.writer, parsed);
}

/** Says which attributes have a place of their own in the metadata, so that `default` leaves them out. */
export function takeNamespaced(t: Translation): void {
  const { attributes: a } = t;
  if (t.options.rules.code && (a.groups & CODE) !== 0) for (const slot of CODE_SHOWN) takeCode(t, slot);
  if (!t.options.rules.genAi || (a.groups & GENAI) === 0) return;
  for (const [slot] of GENAI_CONTENT) {
    if (a.has(slot) && t.options.genAiContent === 'drop') noteTruncated(t.report, NAMES[slot] as string);
    a.use(slot);
  }
}

const CODE_SHOWN: readonly Slot[] = [
  CODE_FUNCTION_NAME,
  CODE_NAMESPACE,
  CODE_FUNCTION,
  CODE_FILE_PATH,
  CODE_FILEPATH,
  CODE_LINE_NUMBER,
  CODE_LINENO,
];

/** A value that `metadata.code` cannot show, or shows that of another name for, stays in `default`. */
function takeCode(t: Translation, slot: Slot): void {
  const { attributes: a } = t;
  if (slot === CODE_LINE_NUMBER || slot === CODE_LINENO) {
    const shown = a.integer(CODE_LINE_NUMBER) || a.integer(CODE_LINENO);
    if (shown !== 0 && a.integer(slot) === shown) a.use(slot);
    return;
  }
  const isFile = slot === CODE_FILE_PATH || slot === CODE_FILEPATH;
  const newer = isFile ? CODE_FILE_PATH : CODE_FUNCTION_NAME;
  const text = a.text(slot);
  if (text !== '' && (a.text(newer) === '' || a.text(newer).includes(text))) a.use(slot);
}

/** Events that are no exceptions, in their order. */
function writeEvents(t: Translation, e: Entity): void {
  const { writer } = t;
  const { span } = e.node;
  if (!Array.isArray(span.events) || span.events.length === 0 || e.role === 'service') return;
  const mark = writer.length;
  let left = 0;
  let written = 0;
  writer.name('events');
  writer.openArray();
  for (const event of span.events as readonly EventLike[]) {
    if (isExceptionEvent(event, e.isAwsCall)) continue;
    if (written === t.options.maxEvents) {
      left++;
      continue;
    }
    written++;
    writer.item();
    writer.openObject();
    writer.stringMember('name', String(event.name));
    writer.numberMember('time', toSeconds(event.time));
    writer.name('attributes');
    writeValue(writer, event.attributes ?? {});
    writer.closeObject();
  }
  if (written === 0) {
    writer.rewind(mark);
    return;
  }
  writer.closeArray();
  if (left > 0) {
    writer.numberMember('events_left_out', left);
    noteTruncated(t.report, 'events');
  }
}
