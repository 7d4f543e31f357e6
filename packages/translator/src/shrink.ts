import type { EntityFields, ExceptionBlock, SegmentDocument, Subsegment } from '@otel-xray/format';
import { reduceMembers } from './reduce.ts';
import { noteTruncated, type TranslationReport } from './report.ts';
import { shorten } from './shorten.ts';

/**
 * Makes of a document that is too large several that are not: subtrees leave it, largest first, as subsegments of their own; what is
 * too large alone is cut, step by step. Ids, times, names, flags and the first exception never go. A document that lost something
 * says so in `metadata.exporter`.
 * @param maxBytes the limit, in bytes of UTF-8
 */
export function shrinkDocument(
  document: SegmentDocument,
  maxBytes: number,
  report: TranslationReport,
): SegmentDocument[] {
  const done: SegmentDocument[] = [];
  const waiting: SegmentDocument[] = [document];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (byteLength(next) <= maxBytes) {
      done.push(next);
      continue;
    }
    const room = maxBytes - MARK_BYTES;
    const detached = detachLargest(next, room);
    report.split += detached.length;
    const truncated = byteLength(next) > room ? cut(next, room) : [];
    for (const path of truncated) noteTruncated(report, path);
    mark(next, truncated, detached.length);
    done.push(next);
    // The last of the list is taken next: parents before children, in their order.
    waiting.push(...detached.reverse());
  }
  return done;
}

/** What the mark may take. */
const MARK_BYTES = 512;

const ENCODER = new TextEncoder();

function byteLength(value: unknown): number {
  return ENCODER.encode(JSON.stringify(value)).length;
}

/** Takes subtrees out, largest first, until the rest fits; a subtree that does not fit either is split when its turn comes. */
function detachLargest(document: SegmentDocument, room: number): SegmentDocument[] {
  const { subsegments = [] } = document;
  const subtrees = subsegments.map((entity) => ({ entity, size: byteLength(entity) }));
  subtrees.sort((a, b) => b.size - a.size || (a.entity.id < b.entity.id ? -1 : 1));
  let size = byteLength(document);
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

type Step = (entity: EntityFields, room: number, truncated: string[]) => void;

const MAX_TEXT = 1_024;

/** Cuts what an entity can spare, in the order in which it is missed least. */
function cut(entity: EntityFields, room: number): string[] {
  const truncated: string[] = [];
  for (const step of STEPS) {
    if (byteLength(entity) <= room) break;
    step(entity, room, truncated);
  }
  return truncated;
}

const STEPS: readonly Step[] = [
  dropNamespace('gen_ai'),
  dropEvents,
  cutMetadataTexts,
  cutQuery,
  cutStacks,
  cutExceptions,
  cutUrl,
  dropLinkAttributes,
  dropOtherNamespaces,
  dropResource,
  dropMetadata,
  dropAnnotations,
  cutLongTexts,
  (entity, room, truncated) => reduceMembers(entity, room, truncated, byteLength),
];

function dropNamespace(namespace: string): Step {
  return (entity, _room, truncated) => {
    if (entity.metadata?.[namespace] === undefined) return;
    delete entity.metadata[namespace];
    truncated.push(`metadata.${namespace}`);
  };
}

function dropEvents(entity: EntityFields, room: number, truncated: string[]): void {
  const namespace = entity.metadata?.['otel'] as Record<string, unknown> | undefined;
  const events = namespace?.['events'];
  if (namespace === undefined || !Array.isArray(events)) return;
  truncated.push('metadata.otel.events');
  let over = byteLength(entity) - room;
  while (events.length > 0 && over > 0) over -= byteLength(events.pop()) + 1;
  if (events.length === 0) delete namespace['events'];
}

function cutMetadataTexts(entity: EntityFields, room: number, truncated: string[]): void {
  const texts: { owner: Record<string, unknown>; key: string; path: string; length: number }[] = [];
  for (const [namespace, members] of Object.entries(entity.metadata ?? {})) {
    if (typeof members !== 'object' || members === null) continue;
    const owner = members as Record<string, unknown>;
    for (const [key, value] of Object.entries(owner)) {
      const length = typeof value === 'string' ? value.length : (JSON.stringify(value)?.length ?? 0);
      if (length > MAX_TEXT)
        texts.push({ owner, key, path: namespace === 'default' ? key : `${namespace}.${key}`, length });
    }
  }
  texts.sort((a, b) => b.length - a.length);
  let over = byteLength(entity) - room;
  for (const { owner, key, path } of texts) {
    if (over <= 0) return;
    const before = byteLength(owner[key]);
    const value = owner[key];
    owner[key] = shorten(typeof value === 'string' ? value : JSON.stringify(value), MAX_TEXT);
    over -= before - byteLength(owner[key]);
    truncated.push(path);
  }
}

function cutQuery(entity: EntityFields, _room: number, truncated: string[]): void {
  const query = entity.sql?.sanitized_query;
  if (entity.sql === undefined || query === undefined || query.length <= 4_096) return;
  entity.sql.sanitized_query = shorten(query, 4_096);
  truncated.push('sql.sanitized_query');
}

function cutStacks(entity: EntityFields, _room: number, truncated: string[]): void {
  for (const exception of exceptionsOf(entity)) {
    if (exception.stack === undefined || exception.stack.length <= 16) continue;
    exception.truncated = (exception.truncated ?? 0) + exception.stack.length - 16;
    exception.stack = exception.stack.slice(0, 16);
    truncated.push('cause.exceptions.stack');
  }
}

function cutExceptions(entity: EntityFields, _room: number, truncated: string[]): void {
  const exceptions = exceptionsOf(entity);
  if (exceptions.length <= 8) return;
  const kept = exceptions.slice(0, 8);
  const ids = new Set(kept.map((exception) => exception.id));
  for (const exception of kept) {
    if (exception.cause === undefined || ids.has(exception.cause)) continue;
    delete exception.cause;
    exception.skipped = exceptions.length - 8;
  }
  entity.cause = { ...(entity.cause as object), exceptions: kept };
  truncated.push('cause.exceptions');
}

function cutUrl(entity: EntityFields, _room: number, truncated: string[]): void {
  const request = entity.http?.request;
  if (request?.url === undefined || request.url.length <= 2_048) return;
  request.url = shorten(request.url, 2_048);
  truncated.push('http.request.url');
}

function dropLinkAttributes(entity: EntityFields & Partial<SegmentDocument>, room: number, truncated: string[]): void {
  if (entity.links === undefined) return;
  entity.links = entity.links.map(({ trace_id, id }) => ({ trace_id, id }));
  truncated.push('links.attributes');
  // Links themselves are a list without end.
  let over = byteLength(entity) - room;
  while (entity.links.length > 0 && over > 0) over -= byteLength(entity.links.pop()) + 1;
}

function dropOtherNamespaces(entity: EntityFields, _room: number, truncated: string[]): void {
  for (const namespace of Object.keys(entity.metadata ?? {})) {
    if (namespace !== 'default') dropNamespace(namespace)(entity, 0, truncated);
  }
}

function dropResource(entity: EntityFields, _room: number, truncated: string[]): void {
  const members = entity.metadata?.['default'] as Record<string, unknown> | undefined;
  for (const key of Object.keys(members ?? {})) {
    if (!key.startsWith('otel.resource.')) continue;
    delete members?.[key];
    truncated.push(key);
  }
}

function dropMetadata(entity: EntityFields, _room: number, truncated: string[]): void {
  if (entity.metadata === undefined) return;
  for (const key of Object.keys((entity.metadata['default'] as object | undefined) ?? {})) truncated.push(key);
  delete entity.metadata;
}

function dropAnnotations(entity: EntityFields, room: number, truncated: string[]): void {
  const keys = Object.keys(entity.annotations ?? {});
  let over = byteLength(entity) - room;
  while (keys.length > 0 && over > 0) {
    const key = keys.pop() as string;
    over -= byteLength({ [key]: entity.annotations?.[key] });
    delete entity.annotations?.[key];
    truncated.push(`annotations.${key}`);
  }
  if (keys.length === 0) delete entity.annotations;
}

/** The last resort: every text of the document that is still long, wherever it stands, and all frames but the first ones. */
function cutLongTexts(entity: EntityFields, _room: number, truncated: string[]): void {
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
  entity.metadata['exporter'] = {
    ...(paths.length > 0 ? { truncated: paths } : {}),
    ...(split > 0 ? { split } : {}),
  };
}
