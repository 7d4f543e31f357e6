import { ATTR_XRAY_METADATA_PREFIX } from '@otel-xray/format';
import { type Annotated, NO_ANNOTATIONS } from '../entity/annotated.ts';
import { type Entity, hasEvents, isSegment, type Translation } from '../entity/translation.ts';
import { leftOut, warn } from '../ground/report.ts';
import { CLASH, CODE, GENAI, NAMESPACE } from '../read/semconv.ts';
import { RESOURCE_PREFIX, type ResourceFacts } from '../resource/resource.ts';
import { writeJsonValue, writeValue } from '../write/json-value.ts';
import { type JsonWriter, opening } from '../write/json-writer.ts';
import { takeCode, writeCode } from './code.ts';
import { writeEvents } from './events.ts';
import { takeGenAi, writeGenAi } from './gen-ai.ts';
import { writeLinks } from './links.ts';
import { provenanceOf, writeProvenance } from './provenance.ts';

/** The names of the members written here. */
const M = {
  metadata: opening('metadata'),
  default: opening('default'),
  otel: opening('otel'),
};

/** Writes `metadata`: every attribute that no other block shows, by namespace; `default` where none is named. */
export function writeMetadata(t: Translation, e: Entity, facts: ResourceFacts, annotated: Annotated): void {
  const { writer, attributes: a } = t;
  if (!hasAny(t, e, facts)) return;
  const mark = writer.length;
  writer.openMember(M.metadata);
  const named = (a.groups & NAMESPACE) !== 0 ? namespacesOf(t, e, annotated) : undefined;
  if (named !== undefined || (a.groups & CLASH) !== 0) writeDefaultByKey(t, e, facts, annotated, named?.get(DEFAULT));
  else writeDefault(t, e, facts, annotated);
  for (const [namespace, members] of named ?? []) {
    if (namespace === DEFAULT) continue;
    writer.key(namespace);
    // A service segment keeps only what describes its process.
    writeJsonValue(writer, e.role === 'service' ? resourceMembers(members) : members);
  }
  if (t.options.rules.code && (a.groups & CODE) !== 0 && e.role !== 'service') writeCode(t);
  const withEvents = hasEvents(e);
  if (t.options.rules.genAi && (withEvents || (a.groups & GENAI) !== 0)) writePart(writeGenAi, 'metadata.gen_ai', t, e);
  if (withEvents || !isSegment(e.role)) writeOtel(t, e, withEvents);
  if (writer.atStart) writer.rewind(mark);
  else writer.closeObject();
}

/** Writes `metadata.otel`: the events of the span, and the links of a subsegment, which has no member for them. */
function writeOtel(t: Translation, e: Entity, hasSome: boolean): void {
  const { rules } = t.options;
  const withEvents = hasSome && rules.events && e.role !== 'service';
  const withLinks = rules.badLinks && hasLinks(e) && !isSegment(e.role);
  if (!withEvents && !withLinks) return;
  const { writer } = t;
  const mark = writer.length;
  writer.openMember(M.otel);
  if (withEvents) writePart(writeEvents, 'metadata.otel.events', t, e);
  if (withLinks) writeLinks(t, e.node.span);
  if (writer.atStart) writer.rewind(mark);
  else writer.closeObject();
}

function hasLinks({ node }: Entity): boolean {
  const { links } = node.span;
  return Array.isArray(links) && links.length > 0;
}

/** A part that fails costs itself, not the document. */
function writePart(write: (t: Translation, e: Entity) => void, name: string, t: Translation, e: Entity): void {
  const mark = t.writer.length;
  try {
    write(t, e);
  } catch (error) {
    t.writer.rewind(mark);
    warn(t.report, leftOut(name, error));
  }
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
  writer.openMember(M.default);
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
    const known = a.knownMember(at);
    if (known !== undefined) {
      writer.members(known);
      continue;
    }
    writer.name(a.memberName(at));
    writeValue(writer, a.values[at]);
  }
  if (t.options.rules.provenance) writeProvenance(writer, e.node, e.name, e.spanName);
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
    const key = a.key(at);
    if (!isLeft(t, annotated, at) || namespaceMembers(t, e, key, a.values[at]) !== undefined) continue;
    members.set(key, a.values[at]);
  }
  for (const [key, value] of Object.entries(merged ?? {})) members.set(key, value);
  const hadAny = members.size > 0;
  if (e.role === 'service') for (const key of members.keys()) if (!key.startsWith(RESOURCE_PREFIX)) members.delete(key);
  if (t.options.rules.provenance) {
    for (const [key, value] of Object.entries(provenanceOf(e.node, e.name, e.spanName)))
      if (!members.has(key)) members.set(key, value);
  }
  if (!hadAny && members.size === 0) return;
  writer.openMember(M.default);
  for (const [key, value] of members) {
    writer.key(key);
    writeValue(writer, value);
  }
  writer.closeObject();
}

function writeResource(writer: JsonWriter, facts: ResourceFacts, annotated: Annotated): void {
  for (const [key, value] of Object.entries(facts.attributes)) {
    if (value === undefined || value === null || annotated.resource.has(key)) continue;
    writer.key(RESOURCE_PREFIX + key);
    writeValue(writer, value);
  }
}

/** Whether an attribute is in no other member. */
function isLeft(t: Translation, annotated: Annotated, at: number): boolean {
  if (t.attributes.isUsed(at)) return false;
  if (annotated === NO_ANNOTATIONS) return true;
  const key = t.attributes.key(at);
  return !(annotated.span.has(key) || annotated.lost.has(key));
}

/** The namespaces that attributes `aws.xray.metadata.<namespace>` hold as JSON, `default` among them whatever its case. */
function namespacesOf(t: Translation, e: Entity, annotated: Annotated): Map<string, Members | null> | undefined {
  const { attributes: a } = t;
  let namespaces: Map<string, Members | null> | undefined;
  for (let at = 0; at < a.count; at++) {
    const key = a.key(at);
    if (!key.startsWith(ATTR_XRAY_METADATA_PREFIX) || !isLeft(t, annotated, at)) continue;
    const members = namespaceMembers(t, e, key, a.values[at]);
    if (members === undefined) continue;
    namespaces ??= new Map();
    const rest = key.slice(ATTR_XRAY_METADATA_PREFIX.length);
    const namespace = rest.toLowerCase() === DEFAULT ? DEFAULT : rest;
    const known = namespaces.get(namespace);
    namespaces.set(namespace, namespace === DEFAULT && known ? { ...known, ...members } : members);
  }
  return namespaces;
}

/** The members of the namespace that an attribute holds; `undefined` where it is an ordinary attribute. */
function namespaceMembers(t: Translation, e: Entity, key: string, value: unknown): Members | null | undefined {
  if (!key.startsWith(ATTR_XRAY_METADATA_PREFIX)) return undefined;
  return isOurs(t, e, key.slice(ATTR_XRAY_METADATA_PREFIX.length)) ? undefined : parseMembers(t, value);
}

/** Whether a namespace is one that is written here for this very span: two of one name would hide each other. */
function isOurs(t: Translation, e: Entity, namespace: string): boolean {
  const { rules } = t.options;
  switch (namespace) {
    case 'code':
      return rules.code && (t.attributes.groups & CODE) !== 0;
    case 'gen_ai':
      return rules.genAi && ((t.attributes.groups & GENAI) !== 0 || hasEvents(e));
    case 'otel':
      return (rules.events && hasEvents(e)) || (rules.badLinks && hasLinks(e) && !isSegment(e.role));
    default:
      return false;
  }
}

/** A JSON object in text, in the reference its `null` too; `undefined` for anything else. */
function parseMembers(t: Translation, value: unknown): Members | null | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    if (parsed === null && t.options.rules.receiverTypes) return undefined;
    if (t.options.rules.receiverTypes && HALF_PAIR.test(JSON.stringify(parsed))) return undefined;
    if (typeof parsed !== 'object' || Array.isArray(parsed) || saysTooMuch(parsed, 0)) return undefined;
    return parsed as Members | null;
  } catch {
    return undefined;
  }
}

/** Half of a surrogate pair, which JSON.stringify escapes and UTF-8 does not have: the text of the attribute says more. */
const HALF_PAIR = /\\ud[89a-f][0-9a-f]{2}/;

/** Whether a number was too large for a double, so that the text says more than what was read of it, or lists lie too deep. */
function saysTooMuch(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null)
    return value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY;
  return depth >= MAX_JSON_DEPTH || Object.values(value).some((member) => saysTooMuch(member, depth + 1));
}

/** Far above what anybody writes, and far below what a stack of calls bears. */
const MAX_JSON_DEPTH = 500;

/** Says which attributes have a place of their own in the metadata, so that `default` leaves them out. */
export function takeNamespaced(t: Translation): void {
  if (t.options.rules.code && (t.attributes.groups & CODE) !== 0) takeCode(t);
  if (t.options.rules.genAi && (t.attributes.groups & GENAI) !== 0) takeGenAi(t);
}
