import { childrenOf, type Entity, rootOf } from './run-shop.ts';

/** What is left of a trace when everything that differs from run to run is taken away. */
export interface Normalised {
  readonly calls?: readonly Normalised[];
  readonly [member: string]: unknown;
}

/**
 * A trace as one tree, called segments under the calls: ids and times are gone, ports, process numbers, versions and the programs'
 * folder are replaced by what they are.
 */
export function normalise(segments: readonly Entity[], folder: string): Normalised {
  const tree = JSON.stringify(normaliseEntity(rootOf(segments), segments));
  return JSON.parse(tree.replaceAll(JSON.stringify(folder).slice(1, -1), '<folder>'));
}

function normaliseEntity(entity: Entity, segments: readonly Entity[]): Normalised {
  const { id, trace_id, parent_id, start_time, end_time, subsegments, ...members } = entity;
  const calls = childrenOf(entity, segments).map((child) => normaliseEntity(child, segments));
  return { ...(withoutRun(members) as object), ...(calls.length > 0 && { calls }) };
}

/** Members whose values belong to a run, wherever they stand. */
const OF_THE_RUN = new Set(['id', 'cause', 'process.pid', 'network.peer.port', 'request_id']);
/** The `instrumentation-http` that goes with SDK 3.x writes it on server spans, the one that goes with 2.x does not. */
const OF_ONE_GENERATION = new Set(['error.type']);
/** The first request of a process may come before the sampling rules have. */
const OF_THE_START = new Set(['rule_name']);
const VERSION = /(^|[._])version$/;

function withoutRun(value: unknown, key = ''): unknown {
  if (typeof value === 'object' && value !== null) {
    if (Array.isArray(value)) return value.map((item) => withoutRun(item));
    const members = Object.entries(value).filter(([name]) => !OF_ONE_GENERATION.has(name) && !OF_THE_START.has(name));
    return Object.fromEntries(members.map(([name, member]) => [name, withoutRun(member, name)]));
  }
  if (OF_THE_RUN.has(key.replace(/^otel\.resource\./, ''))) return `<${key}>`;
  if (VERSION.test(key)) return '<version>';
  return typeof value === 'string' ? value.replace(/(127\.0\.0\.1|rates\.example\.com):\d+/g, '$1:<port>') : value;
}
