import type { Entity } from './collect.ts';

/** An entity without all that is random, by name, with the path of each member that may be compared. */
export type NormalForm = unknown;

/** Members that say where a document belongs; a tree says it already. */
const PLACE: readonly string[] = ['trace_id', 'parent_id', 'type'];

/**
 * Puts documents into a form in which two runs of a program are equal: trees instead of documents, names instead of IDs, no times. Documents that
 * were sent apart are put below their parents, since X-Ray does so too.
 */
export function normalForm(documents: readonly Entity[]): NormalForm {
  const names = new Map<string, string>();
  const traces = new Map<string, string>();
  const entities = documents.flatMap(flat);
  for (const { id, name } of entities) names.set(id, name);
  for (const { trace_id } of documents)
    if (trace_id !== undefined && !traces.has(trace_id)) traces.set(trace_id, `trace ${traces.size}`);
  const apart = documents.filter((document) => names.has(document.parent_id ?? '') && document.type === 'subsegment');
  const roots = documents.filter((document) => !apart.includes(document));
  const treeOf = (entity: Entity, isRoot: boolean): unknown => {
    const { subsegments = [], ...members } = entity;
    // The SDK embeds children without sampling in a sampled document, with this mark.
    const traced = subsegments.filter((child) => child['notTraced'] !== true);
    const below = [...traced, ...apart.filter((document) => document.parent_id === entity.id)];
    const kept = Object.entries(members).filter(([key]) => (isRoot || !PLACE.includes(key)) && !key.endsWith('_time'));
    return {
      ...Object.fromEntries(kept.map(([key, value]) => [key, plain(key, value, names, traces)])),
      ...(below.length > 0 && { subsegments: sorted(below.map((child) => treeOf(child, false))) }),
    };
  };
  return sorted(roots.map((root) => treeOf(root, true)));
}

function flat(entity: Entity): Entity[] {
  return [entity, ...(entity.subsegments ?? []).flatMap(flat)];
}

function sorted(trees: readonly unknown[]): unknown[] {
  const key = (tree: unknown): string => {
    const { name, http, annotations } = tree as Entity;
    return JSON.stringify([name, http, annotations, tree]);
  };
  return [...trees].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** Random values become what they stand for. */
function plain(key: string, value: unknown, names: Map<string, string>, traces: Map<string, string>): unknown {
  if (key === 'stack' && Array.isArray(value)) return value.filter(isComparable);
  if (key === 'exceptions' && Array.isArray(value)) return plain('', withoutCauses(value), names, traces);
  if (Array.isArray(value)) return value.map((item) => plain(key, item, names, traces));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, member]) => [name, plain(name, member, names, traces)]),
    );
  if (typeof value !== 'string') return value;
  if (key === 'trace_id') return traces.get(value) ?? value;
  if (/^[0-9a-f]{16}$/.test(value)) return names.get(value) ?? (key === 'id' ? 'an id' : value);
  return value.replace(/127\.0\.0\.1:(?!1\b)\d+/g, '127.0.0.1:port');
}

/** Exceptions without those that caused others, which the SDK ignores. */
function withoutCauses(exceptions: readonly { id: string; cause?: string }[]): unknown[] {
  const causes = exceptions.map(({ cause }) => cause);
  return exceptions.filter(({ id }) => !causes.includes(id)).map(({ cause, ...exception }) => exception);
}

/** Frames of the program. The others are those of the SDK at hand and of Node, and asynchronous ones depend on how the SDK awaits. */
function isComparable({ path, label }: { path: string; label: string }): boolean {
  return /\/(programs|satellites)\//.test(path) && !label.startsWith('async');
}

/** Returns the paths in which two values differ, without positions in lists. */
export function differingPaths(one: unknown, other: unknown, path = ''): string[] {
  if (Object.is(one, other)) return [];
  const bothLists = Array.isArray(one) && Array.isArray(other);
  const bothObjects = isObject(one) && isObject(other) && Array.isArray(one) === Array.isArray(other);
  if (!bothObjects) return [path];
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  // Depth says nothing about a rule: all entities have the same members.
  const isTop = path === '' || path === '[]' || path.endsWith('subsegments[]');
  const paths = keys.flatMap((key) => {
    const at = bothLists ? `${path}[]` : isTop ? key : `${path}.${key}`;
    return differingPaths((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key], at);
  });
  return [...new Set(paths)];
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
