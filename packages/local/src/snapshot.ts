import type { Trace } from './assembled-trace.ts';
import { callTrees, type EntityDocument, exceptionsOf, statusOf } from './documents.ts';
import { compareText } from './entity.ts';
import { isObject, type JsonObject, objectIn, textIn, withoutUndefined } from './json.ts';

/** What is the same of a segment or subsegment in every run: no ids, no times, no ports. */
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
  /** Only when asked for. */
  readonly metadata?: JsonObject;
  readonly exceptions?: readonly { readonly type?: string; readonly message?: string }[];
  /** Subsegments, and the segments of what was called; in order of their names, for what runs at one time has no order. */
  readonly calls?: readonly EntitySnapshot[];
}

/** What a snapshot shows beside what always stays the same. */
export interface SnapshotOptions {
  /** Default `false`: metadata mostly tells about the run, such as process ids and versions. */
  metadata?: boolean;
}

/**
 * Traces for a snapshot test, in order of their content: of each the entities that nothing which came has called, mostly the root
 * alone, and all that they called. Ports of loopback addresses in URLs become `<port>`.
 */
export function toSnapshots(traces: readonly Trace[], options: SnapshotOptions = {}): EntitySnapshot[][] {
  return inOrder(traces.map((trace) => snapshotOf(trace, options)));
}

function snapshotOf({ segments, waiting }: Trace, { metadata = false }: SnapshotOptions): EntitySnapshot[] {
  const { tops, childrenOf } = callTrees([...segments, ...waiting].map((entity) => ({ ...entity })));
  const seen = new Set<EntityDocument>();
  const snapshot = (entity: EntityDocument): EntitySnapshot => {
    seen.add(entity);
    const calls = childrenOf(entity).filter((child) => !seen.has(child));
    return {
      ...membersOf(entity),
      ...(metadata && isObject(entity['metadata']) && { metadata: entity['metadata'] }),
      ...(calls.length > 0 && { calls: inOrder(calls.map(snapshot)) }),
    };
  };
  return inOrder(tops.map(snapshot));
}

// The name is the first member, so that it decides first.
function inOrder<T>(snapshots: readonly T[]): T[] {
  const texts = new Map(snapshots.map((snapshot) => [snapshot, JSON.stringify(snapshot)]));
  return [...snapshots].sort((a, b) => compareText(texts.get(a) ?? '', texts.get(b) ?? ''));
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

// What is an object tells where it ran (ec2, ecs, …) or what sent it (xray).
function awsOf({ aws }: EntityDocument): JsonObject | undefined {
  const members = Object.entries(objectIn(aws)).filter(
    ([name, value]) => !isObject(value) && !OF_ONE_REQUEST.has(name),
  );
  return members.length > 0 ? Object.fromEntries(members) : undefined;
}

function toException({ type, message }: JsonObject): NonNullable<EntitySnapshot['exceptions']>[number] {
  return withoutUndefined({ type: textIn(type), message: textIn(message) }) as object;
}

const LOOPBACK_PORT = /^(\w+:\/\/(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])):\d+/;
const OF_ONE_REQUEST = new Set(['request_id', 'extended_request_id', 'account_id', 'region']);
