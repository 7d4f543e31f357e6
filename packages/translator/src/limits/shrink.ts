import {
  type EntityFields,
  type ExceptionBlock,
  MAX_DOCUMENT_BYTES,
  type SegmentDocument,
  type Subsegment,
} from '@otel-xray/format';
import { noteTruncated, type TranslationReport } from '../ground/report.ts';
import { shorten } from '../write/shorten.ts';
import { reduceMembers } from './reduce.ts';

/**
 * Splits a document that is too large. Subtrees leave it, largest first, as subsegments of their own; a part that is too large alone is
 * cut, step by step. Ids, times, names, flags and the first exception never go. A document that lost something says so in
 * `metadata.exporter`.
 * @param maxBytes the limit, in bytes of UTF-8
 * @param bytes the size of the document now
 */
export function shrinkDocument(
  document: SegmentDocument,
  maxBytes: number,
  report: TranslationReport,
  bytes: number = byteLength(document),
): SegmentDocument[] {
  const done: SegmentDocument[] = [];
  const waiting: SegmentDocument[] = [document];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const size = next === document ? bytes : byteLength(next);
    if (size <= maxBytes) {
      done.push(next);
      continue;
    }
    const room = maxBytes - MARK_BYTES;
    const detached = next.subsegments === undefined ? [] : detachLargest(next, size, room);
    report.split += detached.length;
    const truncated = cut(next, room, detached.length === 0 ? size : byteLength(next));
    for (const path of truncated) noteTruncated(report, path);
    mark(next, truncated, detached.length);
    done.push(next);
    // The last of the list is next: parents before children, in their order.
    waiting.push(...detached.reverse());
  }
  return done;
}

/** Bytes for the mark. */
const MARK_BYTES = 512;

const ENCODER = new TextEncoder();

// Into one buffer that is used again: an array for each measurement would cost more than all else here.
function byteLength(value: unknown): number {
  const text = JSON.stringify(value);
  if (text.length * 3 > MAX_SCRATCH) return ENCODER.encode(text).length;
  scratch ??= new Uint8Array(MAX_SCRATCH);
  return ENCODER.encodeInto(text, scratch).written;
}

/** Three bytes for each character of a document three times over the limit. */
const MAX_SCRATCH = 3 * 3 * MAX_DOCUMENT_BYTES;
let scratch: Uint8Array | undefined;

/** Removes subtrees, largest first, until the rest fits; a subtree that does not fit either is split later. */
function detachLargest(document: SegmentDocument, bytes: number, room: number): SegmentDocument[] {
  const { subsegments = [] } = document;
  const subtrees = subsegments.map((entity) => ({ entity, size: byteLength(entity) }));
  subtrees.sort((a, b) => b.size - a.size || (a.entity.id < b.entity.id ? -1 : 1));
  let size = bytes;
  const gone = new Set<Subsegment>();
  for (const subtree of subtrees) {
    if (size <= room) break;
    gone.add(subtree.entity);
    size -= subtree.size + COMMA_BYTES;
  }
  const left = subsegments.filter((entity) => !gone.has(entity));
  if (left.length > 0) document.subsegments = left;
  else delete document.subsegments;
  return [...gone].map((entity) => ({
    ...entity,
    trace_id: document.trace_id,
    parent_id: document.id,
    type: 'subsegment',
  }));
}

const COMMA_BYTES = 1;

/**
 * Cuts one thing, by at least the bytes that are too much where it can.
 * @param over bytes that are too much
 * @param truncated gets the paths of what was cut
 */
type Step = (entity: EntityFields, over: number, truncated: string[], room: number) => void;

const MAX_TEXT = 1_024;

/** Cuts what an entity can spare, in the order in which it is missed least. Measuring it costs most, so that is done after a cut only. */
function cut(entity: EntityFields, room: number, bytes: number): string[] {
  const truncated: string[] = [];
  let size = bytes;
  for (const step of STEPS) {
    if (size <= room) break;
    const before = truncated.length;
    step(entity, size - room, truncated, room);
    if (truncated.length > before) size = byteLength(entity);
  }
  return truncated;
}

// In each step the largest is cut first, or the last of a list, and only by the excess.
const STEPS: readonly Step[] = [
  dropModelContent,
  (entity, over, truncated) => popWhileOver(over, truncated, 'metadata.otel.events', otelList(entity, 'events')),
  cutMetadataTexts,
  cutQuery,
  cutStacks,
  cutExceptions,
  cutUrl,
  dropLinkAttributes,
  (entity, over, truncated) => popWhileOver(over, truncated, 'links', (entity as LinkedEntity).links),
  (entity, over, truncated) => popWhileOver(over, truncated, 'metadata.otel.links', otelList(entity, 'links')),
  (entity, over, truncated) => dropMembers(entity, over, truncated, () => true),
  dropAnnotations,
  cutLongTexts,
  (entity, _over, truncated, room) => reduceMembers(entity, room, truncated, byteLength),
];

type LinkedEntity = EntityFields & Partial<Pick<SegmentDocument, 'links'>>;

function dropModelContent(entity: EntityFields, over: number, truncated: string[]): void {
  dropMembers(entity, over, truncated, (namespace) => namespace === 'gen_ai');
}

/** Drops members of the metadata until the entity fits, largest first, of equal ones the last. */
function dropMembers(
  entity: EntityFields,
  tooMuch: number,
  truncated: string[],
  isMeant: (namespace: string) => boolean,
): void {
  const { metadata } = entity;
  if (metadata === undefined) return;
  const members = Object.entries(metadata)
    .filter(([namespace, owner]) => isMeant(namespace) && typeof owner === 'object' && owner !== null)
    .flatMap(([namespace, owner]) =>
      Object.entries(owner as object).map(([key, value]) => ({
        namespace,
        key,
        owner: owner as Record<string, unknown>,
        size: byteLength(key) + byteLength(value) + COLON_AND_COMMA,
      })),
    )
    .reverse()
    .sort((a, b) => b.size - a.size);
  let over = tooMuch;
  for (const { namespace, key, owner, size } of members) {
    if (over <= 0) break;
    delete owner[key];
    over -= size;
    truncated.push(memberPath(namespace, key));
  }
  dropEmptyNamespaces(entity);
}

const COLON_AND_COMMA = 2;

function dropEmptyNamespaces(entity: EntityFields): void {
  const { metadata = {} } = entity;
  for (const [namespace, owner] of Object.entries(metadata)) {
    if (typeof owner === 'object' && owner !== null && Object.keys(owner).length === 0) delete metadata[namespace];
  }
  if (Object.keys(metadata).length === 0) delete entity.metadata;
}

/** Attributes are named by their key as given; a key may be longer than a document. */
function memberPath(namespace: string, key: string): string {
  return shorten(namespace === 'default' ? key : `${namespace}.${key}`, 256);
}

function otelList(entity: EntityFields, member: 'events' | 'links'): unknown[] | undefined {
  const list = (entity.metadata?.['otel'] as Record<string, unknown> | undefined)?.[member];
  return Array.isArray(list) ? list : undefined;
}

/** Drops items from the end of a list until the entity fits. */
function popWhileOver(tooMuch: number, truncated: string[], path: string, list: unknown[] | undefined): void {
  if (list === undefined || list.length === 0) return;
  truncated.push(path);
  for (let over = tooMuch; list.length > 0 && over > 0; ) over -= byteLength(list.pop()) + COMMA_BYTES;
}

/** Cuts strings, and values that are written as one, until the document fits: the largest first, none below 1,024 characters. */
function cutMetadataTexts(entity: EntityFields, tooMuch: number, truncated: string[]): void {
  const texts = Object.entries(entity.metadata ?? {}).flatMap(([namespace, members]) => {
    if (namespace === 'otel' || typeof members !== 'object' || members === null) return [];
    const owner = members as Record<string, unknown>;
    return Object.entries(owner).map(([key, value]) => {
      const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
      return { owner, key, path: memberPath(namespace, key), text };
    });
  });
  texts.sort((a, b) => b.text.length - a.text.length);
  let over = tooMuch;
  for (const { owner, key, path, text } of texts) {
    if (over <= 0 || text.length <= MAX_TEXT) return;
    const given = owner[key];
    const shortened = shortenBy(text, over, MAX_TEXT);
    // A string that lost the whole excess need not be measured, which costs more than the cut.
    const gaveAll = given === text && shortened.length > MAX_TEXT;
    over = gaveAll ? 0 : over - byteLength(given) + byteLength(shortened);
    owner[key] = shortened;
    truncated.push(path);
  }
}

/** Cuts a string by a number of bytes, each character of which has one at least, but not below a length. */
function shortenBy(text: string, bytes: number, least: number): string {
  return shorten(text, Math.max(least, text.length - bytes - ELLIPSIS_BYTES));
}

const ELLIPSIS_BYTES = 3;

function cutQuery(entity: EntityFields, over: number, truncated: string[]): void {
  const query = entity.sql?.sanitized_query;
  if (entity.sql === undefined || query === undefined || query.length <= 4_096) return;
  entity.sql.sanitized_query = shortenBy(query, over, 4_096);
  truncated.push('sql.sanitized_query');
}

function cutStacks(entity: EntityFields, _over: number, truncated: string[]): void {
  for (const exception of exceptionsOf(entity)) {
    if (exception.stack === undefined || exception.stack.length <= 16) continue;
    exception.truncated = (exception.truncated ?? 0) + exception.stack.length - 16;
    exception.stack = exception.stack.slice(0, 16);
    truncated.push('cause.exceptions.stack');
  }
}

/** Drops exceptions from the end until the entity fits, down to eight. */
function cutExceptions(entity: EntityFields, tooMuch: number, truncated: string[]): void {
  const exceptions = exceptionsOf(entity);
  if (exceptions.length <= 8) return;
  let over = tooMuch;
  let left = 0;
  while (exceptions.length > 8 && over > 0) {
    over -= byteLength(exceptions.pop()) + COMMA_BYTES;
    left++;
  }
  const ids = new Set(exceptions.map((exception) => exception.id));
  for (const exception of exceptions) {
    if (exception.cause === undefined || ids.has(exception.cause)) continue;
    delete exception.cause;
    exception.skipped = left;
  }
  truncated.push('cause.exceptions');
}

function cutUrl(entity: EntityFields, _over: number, truncated: string[]): void {
  const request = entity.http?.request;
  if (request?.url === undefined || request.url.length <= 2_048) return;
  request.url = shorten(request.url, 2_048);
  truncated.push('http.request.url');
}

/** Drops the attributes of links, from the last on, until the entity fits. */
function dropLinkAttributes(entity: LinkedEntity, tooMuch: number, truncated: string[]): void {
  let over = tooMuch;
  for (const list of [entity.links, otelList(entity, 'links')]) {
    const links = (list ?? []) as { attributes?: unknown }[];
    let isCut = false;
    for (let at = links.length - 1; at >= 0 && over > 0; at--) {
      const link = links[at] as { attributes?: unknown };
      if (link.attributes === undefined) continue;
      over -= byteLength(link.attributes) + ATTRIBUTES_BYTES;
      delete link.attributes;
      isCut = true;
    }
    if (isCut) truncated.push(list === entity.links ? 'links.attributes' : 'metadata.otel.links.attributes');
  }
}

const ATTRIBUTES_BYTES = ',"attributes":'.length;

function dropAnnotations(entity: EntityFields, tooMuch: number, truncated: string[]): void {
  const keys = Object.keys(entity.annotations ?? {});
  let over = tooMuch;
  while (keys.length > 0 && over > 0) {
    const key = keys.pop() as string;
    over -= byteLength({ [key]: entity.annotations?.[key] });
    delete entity.annotations?.[key];
    truncated.push(`annotations.${key}`);
  }
  if (keys.length === 0) delete entity.annotations;
}

/** The last resort: every string of the document that is still long, in any member, and all frames but the first ones. */
function cutLongTexts(entity: EntityFields, _over: number, truncated: string[]): void {
  for (const exception of exceptionsOf(entity))
    if (exception.stack !== undefined) exception.stack = exception.stack.slice(0, 4);
  shortenIn(entity as unknown as Record<string, unknown>, '', truncated);
}

function shortenIn(owner: Record<string, unknown>, path: string, truncated: string[]): void {
  for (const [key, value] of Object.entries(owner)) {
    if (typeof value === 'string' && value.length > 256) {
      owner[key] = shorten(value, path.startsWith('.cause') && key === 'message' ? MAX_TEXT : 256);
      if (owner[key] !== value) truncated.push(`${path}.${key}`.slice(1));
    } else if (typeof value === 'object' && value !== null) {
      shortenIn(value as Record<string, unknown>, `${path}.${key}`, truncated);
    }
  }
}

function exceptionsOf(entity: EntityFields): ExceptionBlock[] {
  return typeof entity.cause === 'object' ? (entity.cause.exceptions ?? []) : [];
}

function mark(entity: EntityFields, truncated: readonly string[], split: number): void {
  if (truncated.length === 0 && split === 0) return;
  const paths: string[] = [];
  let length = 0;
  for (const path of truncated) {
    length += ENCODER.encode(JSON.stringify(path)).length + 1;
    if (length > MARK_BYTES - 96) break;
    paths.push(path);
  }
  entity.metadata ??= {};
  const given = entity.metadata['exporter'];
  entity.metadata['exporter'] = {
    ...(typeof given === 'object' ? given : {}),
    ...(paths.length > 0 ? { truncated: paths } : {}),
    ...(split > 0 ? { split } : {}),
  };
}
