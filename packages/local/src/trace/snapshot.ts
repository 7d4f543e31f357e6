import { isObject, type JsonObject, objectIn, textIn, withoutUndefined } from '../ground/json.ts';
import type { Trace } from './assembled-trace.ts';
import { callTrees, type EntityDocument, exceptionsOf, statusOf } from './documents.ts';
import { compareText } from './entity.ts';

/** The part of a segment or subsegment that is equal in every run: no ids, no times, no ports. */
export interface EntitySnapshot {
  readonly name: string;
  readonly namespace?: 'aws' | 'remote';
  readonly origin?: string;
  /** Only what is so. */
  readonly fault?: true;
  readonly error?: true;
  readonly throttle?: true;
  readonly in_progress?: true;
  readonly user?: string;
  readonly http?: { readonly method?: string; readonly url?: string; readonly status?: number };
  /** Which operation on what; not what belongs to a request or a machine. */
  readonly aws?: JsonObject;
  readonly sql?: JsonObject;
  readonly annotations?: JsonObject;
  /** Only on request. */
  readonly metadata?: JsonObject;
  readonly exceptions?: readonly { readonly type?: string; readonly message?: string }[];
  /** Subsegments, and the segments of what was called; in order of their names, for what runs at one time has no order. */
  readonly calls?: readonly EntitySnapshot[];
}

/** Parts of a snapshot beside those that are always equal. */
export interface SnapshotOptions {
  /** Default `false`: metadata is mostly about the run, such as process ids and versions. */
  metadata?: boolean;
}

/**
 * Traces for a snapshot test, in order of their content: of each the entities that nothing which came has called, mostly the root
 * alone, and all that they called. Ports of loopback addresses in URLs become `<port>`.
 */
export function toSnapshots(traces: readonly Trace[], options: SnapshotOptions = {}): EntitySnapshot[][] {
  const sorted = traces.map((trace) => inOrder(snapshotsOf(trace, options)));
  return inOrder(sorted.map((tops) => ({ snapshot: tops.map(({ snapshot }) => snapshot), text: textOf(tops) }))).map(
    ({ snapshot }) => snapshot,
  );
}

/** A snapshot with its JSON, whose first member is the name, so that it decides first. */
interface Written<T> {
  readonly snapshot: T;
  readonly text: string;
}

// From the leaves up, without recursion: nothing limits how deep a trace is.
function snapshotsOf({ segments, waiting }: Trace, { metadata = false }: SnapshotOptions): Written<EntitySnapshot>[] {
  const { tops, childrenOf } = callTrees([...segments, ...waiting].map((entity) => ({ ...entity })));
  const callsOf = new Map<EntityDocument, EntityDocument[]>(tops.map((top) => [top, []]));
  // The map grows while it is walked. Where calls go in a circle, each is shown where it is reached first.
  for (const [entity, calls] of callsOf)
    for (const child of childrenOf(entity)) {
      if (callsOf.has(child)) continue;
      calls.push(child);
      callsOf.set(child, []);
    }
  const written = new Map<EntityDocument, Written<EntitySnapshot>>();
  for (const [entity, children] of [...callsOf].reverse()) {
    const own = {
      ...membersOf(entity),
      ...(metadata && isObject(entity['metadata']) && { metadata: entity['metadata'] }),
    };
    const text = JSON.stringify(own);
    const calls = inOrder(children.flatMap((child) => written.get(child) ?? []));
    written.set(
      entity,
      calls.length === 0
        ? { snapshot: own, text }
        : {
            snapshot: { ...own, calls: calls.map(({ snapshot }) => snapshot) },
            text: `${text.slice(0, -1)},"calls":${textOf(calls)}}`,
          },
    );
  }
  return tops.flatMap((top) => written.get(top) ?? []);
}

function inOrder<T extends Written<unknown>>(written: readonly T[]): T[] {
  return [...written].sort((a, b) => compareText(a.text, b.text));
}

function textOf(written: readonly Written<unknown>[]): string {
  return `[${written.map(({ text }) => text).join(',')}]`;
}

function membersOf(entity: EntityDocument): Omit<EntitySnapshot, 'calls' | 'metadata'> {
  const { name, namespace, origin, user, sql, annotations } = entity;
  const exceptions = exceptionsOf(entity);
  const isSo = (flag: string): true | undefined => (entity[flag] === true ? true : undefined);
  return withoutUndefined({
    ...{
      name: String(name),
      namespace: namespace === 'aws' || namespace === 'remote' ? namespace : undefined,
      origin: textIn(origin),
    },
    ...{ fault: isSo('fault'), error: isSo('error'), throttle: isSo('throttle'), in_progress: isSo('in_progress') },
    ...{ user: textIn(user), http: httpOf(entity), aws: awsOf(entity) },
    sql: isObject(sql) ? sql : undefined,
    annotations: isObject(annotations) && Object.keys(annotations).length > 0 ? annotations : undefined,
    exceptions: exceptions.length > 0 ? exceptions.map(toException) : undefined,
  }) as EntitySnapshot;
}

function httpOf(entity: EntityDocument): EntitySnapshot['http'] {
  const { method, url } = objectIn(objectIn(entity['http'])['request']);
  const http = withoutUndefined({
    method: textIn(method),
    url: textIn(url)?.replace(LOOPBACK_PORT, '$1:<port>'),
    status: statusOf(entity),
  });
  return Object.keys(http).length > 0 ? (http as EntitySnapshot['http']) : undefined;
}

// An object names the platform (ec2, ecs, …) or the sender (xray).
function awsOf({ aws }: EntityDocument): JsonObject | undefined {
  const members = Object.entries(objectIn(aws)).filter(([name, value]) => !isObject(value) && !NOT_SHOWN.has(name));
  return members.length > 0 ? Object.fromEntries(members) : undefined;
}

function toException({ type, message }: JsonObject): NonNullable<EntitySnapshot['exceptions']>[number] {
  return withoutUndefined({ type: textIn(type), message: textIn(message) }) as object;
}

const LOOPBACK_PORT = /^(\w+:\/\/(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])):\d+/;
/** Members of `aws` that differ between runs, or that repeat another one. */
const NOT_SHOWN = new Set(['request_id', 'extended_request_id', 'account_id', 'region', 'resource_names']);
