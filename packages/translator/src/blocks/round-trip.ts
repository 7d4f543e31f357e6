import { type Entity, isEmbedded, isSegment, type Translation } from '../entity/translation.ts';
import type { AttributesLike } from '../ground/readable-span.ts';
import { warn } from '../ground/report.ts';
import type { AttributeReader } from '../read/attribute-reader.ts';
import { misfitsOf } from '../read/given-types.ts';
import {
  FIELD,
  FIELD_PREFIX,
  NAMES,
  type Slot,
  XRAY,
  XRAY_AWS,
  XRAY_CAUSE_ID,
  XRAY_ERROR,
  XRAY_FAULT,
  XRAY_NAME,
  XRAY_NAMESPACE,
  XRAY_ORIGIN,
  XRAY_PRECURSOR_IDS,
  XRAY_RESOURCE_ARN,
  XRAY_SQL,
  XRAY_THROTTLE,
} from '../read/semconv.ts';
import { writeValue } from '../write/json-value.ts';
import { type JsonWriter, memberName } from '../write/json-writer.ts';
import { cleanName } from './name.ts';

/** The names of the members written here. */
const M = {
  resource_arn: memberName('resource_arn'),
  precursor_ids: memberName('precursor_ids'),
};

// Attributes `aws.xray.<member>` stand for members of the document: code that moved from the X-Ray SDK and the collector's X-Ray receiver
// set them. A value that fits its member leaves the attributes; another one stays in the metadata and is reported.

/** Whether the span has such attributes at all, and they are to be heeded. */
export function speaksForDocument(t: Translation): boolean {
  return (t.attributes.groups & XRAY) !== 0 && t.options.rules.roundTrip;
}

/** Returns the name that the span gives, cleaned; else an empty string. A name that was changed stays in the metadata too. */
export function givenName(t: Translation): string {
  const value = t.attributes.value(XRAY_NAME);
  if (typeof value !== 'string' || value === '') {
    if (value !== undefined) misfit(t, NAMES[XRAY_NAME] as string);
    return '';
  }
  const name = cleanName(value);
  if (name === value) t.attributes.use(XRAY_NAME);
  return name;
}

/** Returns the namespace that the span gives; only subsegments have one. */
export function givenNamespace(t: Translation, e: Entity): 'aws' | 'remote' | undefined {
  return takeIf(t, XRAY_NAMESPACE, (value) => !isSegment(e.role) && (value === 'aws' || value === 'remote'));
}

/** Returns the flags that the span gives; `undefined` for each that it leaves to the rules. */
export interface GivenFlags {
  readonly fault: boolean | undefined;
  readonly error: boolean | undefined;
  readonly throttle: boolean | undefined;
}

export function givenFlags(t: Translation): GivenFlags {
  return {
    fault: givenFlag(t, XRAY_FAULT),
    error: givenFlag(t, XRAY_ERROR),
    throttle: givenFlag(t, XRAY_THROTTLE),
  };
}

/** A boolean, or its text. */
export function givenFlag(t: Translation, slot: Slot): boolean | undefined {
  const value = takeIf<unknown>(
    t,
    slot,
    (given) => typeof given === 'boolean' || given === 'true' || given === 'false',
  );
  return value === undefined ? undefined : value === true || value === 'true';
}

/** Returns the origin that the span gives, in place of that of the resource. */
export function givenOrigin(t: Translation, e: Entity): string {
  return takeIf(t, XRAY_ORIGIN, (value) => !isEmbedded(e.role) && isFilledText(value)) ?? '';
}

/** The exception in another entity that the span names as its cause. */
export function givenCauseId(t: Translation): string {
  return takeIf(t, XRAY_CAUSE_ID, isEntityId) ?? '';
}

/** Writes `resource_arn` and `precursor_ids`. */
export function writeGivenMembers(t: Translation, e: Entity): void {
  const { writer } = t;
  const arn = takeIf<string>(t, XRAY_RESOURCE_ARN, isFilledText);
  if (arn !== undefined) writer.stringMember(M.resource_arn, arn);
  const fits = (value: unknown): boolean => !isSegment(e.role) && Array.isArray(value) && value.every(isEntityId);
  const precursors = takeIf<string[]>(t, XRAY_PRECURSOR_IDS, fits);
  if (precursors === undefined || precursors.length === 0) return;
  writer.name(M.precursor_ids);
  writeValue(writer, precursors);
}

/** Adds to the block that was written last, from `mark` on, the members that `aws.xray.sql` or `aws.xray.aws` gives as JSON. */
export function mergeGivenBlock(t: Translation, member: 'sql' | 'aws', mark: number): void {
  const slot = member === 'sql' ? XRAY_SQL : XRAY_AWS;
  const value = t.attributes.value(slot);
  if (value === undefined) return;
  const given = membersOf(value);
  const wrong = given !== undefined && t.options.rules.receiverTypes ? misfitsOf(member, given) : [];
  if (given === undefined || wrong.length > 0) misfit(t, NAMES[slot] as string);
  else t.attributes.use(slot);
  if (given === undefined) return;
  for (const name of wrong) delete given[name];
  if (Object.keys(given).length === 0) return;
  const { writer } = t;
  const written = lastMember(writer, mark);
  writer.rewind(mark);
  writer.key(member);
  writeValue(writer, { ...written, ...given });
}

/** Writes what `aws.xray.field.<member>` gives: any member of the document that no rule knows. */
export function writeGivenFields(t: Translation): void {
  const { writer, attributes: a } = t;
  if ((a.groups & FIELD) === 0) return;
  for (let at = 0; at < a.count; at++) {
    const key = a.key(at);
    if (!key.startsWith(FIELD_PREFIX)) continue;
    const member = key.slice(FIELD_PREFIX.length);
    // Readers in Go match names without regard to case.
    if (member === '' || KNOWN_MEMBERS.has(member.toLowerCase())) {
      misfit(t, key);
      continue;
    }
    writer.key(member);
    writeValue(writer, parsed(a.values[at]));
    a.removeAt(at--);
  }
}

// Each has a rule, or its own attribute: a second one of that name would hide it.
const KNOWN_MEMBERS: ReadonlySet<string> = new Set([
  'name',
  'id',
  'trace_id',
  'parent_id',
  'type',
  'start_time',
  'end_time',
  'in_progress',
  'origin',
  'service',
  'user',
  'links',
  'namespace',
  'http',
  'fault',
  'error',
  'throttle',
  'cause',
  'aws',
  'sql',
  'annotations',
  'metadata',
  'subsegments',
  'precursor_ids',
  'resource_arn',
  'traced',
]);

/** Members that attributes `aws.xray.exception.<member>` give an exception event. */
export interface GivenException {
  readonly id?: string;
  readonly cause?: string;
  readonly remote?: boolean;
  readonly truncated?: number;
  readonly skipped?: number;
}

export function givenException(attributes: AttributesLike): GivenException | undefined {
  let given: Record<string, unknown> | undefined;
  for (const key of Object.keys(attributes)) {
    const value = attributes[key];
    if (!isGivenException(key, value)) continue;
    given ??= {};
    given[key.slice(EXCEPTION_PREFIX.length)] = typeof value === 'string' && !isEntityId(value) ? parsed(value) : value;
  }
  return given;
}

/** Whether an attribute of an exception event is one of these, with a value that fits. */
export function isGivenException(key: string, value: unknown): boolean {
  if (!key.startsWith(EXCEPTION_PREFIX)) return false;
  switch (key.slice(EXCEPTION_PREFIX.length)) {
    case 'id':
    case 'cause':
      return isEntityId(value);
    case 'remote':
      return isFlag(value);
    case 'truncated':
    case 'skipped':
      return isCount(parsed(value));
    default:
      return false;
  }
}

const EXCEPTION_PREFIX = 'aws.xray.exception.';

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** The value of an attribute that fits its member. */
function takeIf<T = string>(t: Translation, slot: Slot, fits: (value: unknown) => boolean): T | undefined {
  const a: AttributeReader = t.attributes;
  const value = a.value(slot);
  if (value === undefined) return undefined;
  if (fits(value)) {
    a.use(slot);
    return value as T;
  }
  misfit(t, NAMES[slot] as string);
  return undefined;
}

function misfit(t: Translation, name: string): void {
  warn(t.report, `${name} does not fit the document; it stays in the metadata`);
}

/** Booleans also come as text. */
function isFlag(value: unknown): boolean {
  return typeof value === 'boolean' || value === 'true' || value === 'false';
}

function isFilledText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isEntityId(value: unknown): boolean {
  return typeof value === 'string' && /^[0-9a-f]{16}$/.test(value);
}

function membersOf(value: unknown): Record<string, unknown> | undefined {
  const members = parsed(value);
  return typeof members === 'object' && members !== null && !Array.isArray(members) ? { ...members } : undefined;
}

/** Values come as JSON in text, since attributes cannot hold more. */
function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/**
 * Reads back, as an object, the output of the writer from `mark` on, one member or nothing: this is rare, and the blocks need not know of
 * it.
 */
function lastMember(writer: JsonWriter, mark: number): object {
  if (writer.length === mark) return {};
  const text = new TextDecoder().decode(writer.buffer.subarray(mark, writer.length - 1));
  return Object.values(JSON.parse(`{${text}}`))[0] as object;
}
