import type { ErrorGroup, ErrorsAnswer, StackFrame, StatusGroup } from '@otel-xray/console/contract';
import { toTimeSlots } from '../graph/time-slots.ts';
import { extentOf, joinExtents, NO_TRACES, type TraceExtent } from '../graph/trace-extent.ts';
import type { JsonObject } from '../ground/json.ts';
import { nextTurn } from '../ground/next-turn.ts';
import type { Store } from '../store/store.ts';
import type { FailureRow } from '../store/trace-lists.ts';
import { exceptionsOf } from '../trace/exceptions.ts';
import { worstOf } from '../trace/flags.ts';
import type { ConsoleContext } from './console-context.ts';
import { groupId, groupKey, isException } from './error-groups.ts';
import { toNodeName, toRows } from './light-row.ts';
import { readScope } from './parameters.ts';
import { type ScopeChunk, selectScope, sumScope, toSelection } from './scope.ts';
import { standingOut, ValueShares } from './value-shares.ts';

/** `GET /-/errors`: root causes by type, masked message and first own frame; statuses without exception. */
export async function readErrors(input: JsonObject, context: ConsoleContext): Promise<ErrorsAnswer> {
  const { store } = context;
  const scope = readScope(input);
  const { hide } = scope;
  const selection = toSelection(scope, context);
  const groups = new Map<string, Group>();
  let extent = NO_TRACES;
  const sum = (chunks: AsyncIterable<ScopeChunk>) => sumUp(chunks, store);
  for await (const part of sumScope(context, selection, { hide, name: 'errors', sum })) {
    for (const group of part.groups.values()) addGroup(groups, group);
    extent = joinExtents(extent, part.extent);
  }
  const { traces: total, first, last } = extent;
  const shares = groups.size === 0 ? new ValueShares() : await sharesOf(selectScope(context, selection, hide), store);
  const { from, step } = toTimeSlots(scope.start ?? first, scope.end ?? last + 1, TREND_SLOTS);
  const slotOf = (at: number): number => Math.min(Math.max(Math.floor((at - from) / step), 0), TREND_SLOTS - 1);
  const ordered = [...groups.values()].sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1));
  const shown = (isWanted: boolean): Group[] =>
    ordered.filter(({ sample }) => isException(sample) === isWanted).slice(0, MAX_GROUPS);
  return {
    traces: total,
    trend: { start: from, step },
    groups: await mapInTurns(shown(true), (group) => toErrorGroup(group, { total, slotOf, shares }, context)),
    withoutException: await mapInTurns(shown(false), (group) => toStatusGroup(group, total, context)),
  };
}

interface ErrorsPart {
  readonly groups: ReadonlyMap<string, Group>;
  readonly extent: TraceExtent;
}

async function sumUp(
  chunks: AsyncIterable<ScopeChunk>,
  { lists }: Store,
): Promise<{ value: ErrorsPart; bytes: number }> {
  const groups = new Map<string, Group>();
  let extent = NO_TRACES;
  let failures = 0;
  for await (const { rows } of chunks) {
    extent = joinExtents(extent, extentOf(rows));
    for (const ofTrace of byTrace(lists.failures(rows.map(({ key }) => key)))) {
      for (const failure of ofTrace) addFailure(groups, failure, ofTrace);
      failures += ofTrace.length;
    }
  }
  return { value: { groups, extent }, bytes: GROUP_BYTES * groups.size + FAILURE_BYTES * failures };
}

async function sharesOf(chunks: AsyncIterable<ScopeChunk>, { lists }: Store): Promise<ValueShares> {
  const shares = new ValueShares();
  for await (const { rows } of chunks) {
    const keys = rows.map(({ key }) => key);
    if (!shares.add(lists, keys)) break;
  }
  return shares;
}

// A group assembles a trace and makes ten rows: others run after some.
async function mapInTurns<T, R>(items: readonly T[], map: (item: T) => R): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) {
    results.push(map(item));
    if (results.length % GROUPS_A_TURN === 0) await nextTurn();
  }
  return results;
}

interface Group {
  readonly key: string;
  /** The last one. */
  sample: FailureRow;
  flags: number;
  count: number;
  first: number;
  last: number;
  readonly times: number[];
  /** Each trace, and when it failed last. */
  readonly traces: Map<number, number>;
  readonly nodes: Map<number, number>;
  /** The failures that it caused, by their kind. */
  readonly effects: Map<string, Effect>;
}

interface Effect {
  readonly sample: FailureRow;
  /** It is an exception of the same entity. */
  readonly isCause: boolean;
  readonly count: number;
}

/** The failures of each trace; they come in the order of traces. */
function* byTrace(failures: readonly FailureRow[]): Generator<readonly FailureRow[]> {
  let first = 0;
  for (let n = 1; n <= failures.length; n++) {
    if (failures[n]?.trace === failures[first]?.trace) continue;
    yield failures.slice(first, n);
    first = n;
  }
}

/** Counts a failure in the group of its root cause. */
function addFailure(groups: Map<string, Group>, failure: FailureRow, ofTrace: readonly FailureRow[]): void {
  const { node, flags, at, trace } = failure;
  const cause = rootCauseOf(failure, ofTrace);
  const key = groupKey(cause);
  const group = groups.get(key) ?? emptyGroup(key, cause);
  groups.set(key, group);
  if (cause !== failure) {
    addEffect(group.effects, { sample: failure, isCause: failure.entity === cause.entity, count: 1 });
    return;
  }
  if (isLater(failure, group.sample)) group.sample = failure;
  group.flags |= flags;
  group.count++;
  group.first = Math.min(group.first, at);
  group.last = Math.max(group.last, at);
  group.times.push(at);
  group.traces.set(trace, Math.max(at, group.traces.get(trace) ?? 0));
  if (node !== null) group.nodes.set(node, (group.nodes.get(node) ?? 0) + 1);
}

function rootCauseOf(failure: FailureRow, ofTrace: readonly FailureRow[]): FailureRow {
  // Their numbers have no gaps.
  return (failure.origin === null ? undefined : ofTrace[failure.origin]) ?? failure;
}

function emptyGroup(key: string, sample: FailureRow): Group {
  return {
    ...{ key, sample, flags: 0, count: 0, first: sample.at, last: sample.at, times: [] },
    traces: new Map<number, number>(),
    nodes: new Map<number, number>(),
    effects: new Map<string, Effect>(),
  };
}

function addEffect(effects: Map<string, Effect>, { sample, isCause, count }: Effect): void {
  const { type, masked, name, status } = sample;
  const key = JSON.stringify([name, type, masked, status, isCause]);
  effects.set(key, { sample, isCause, count: (effects.get(key)?.count ?? 0) + count });
}

/** Adds a group of a part to the others, and leaves it as it is. */
function addGroup(groups: Map<string, Group>, { key, ...part }: Group): void {
  const { sample, flags, first, last } = part;
  const group = groups.get(key) ?? emptyGroup(key, sample);
  groups.set(key, group);
  if (isLater(sample, group.sample)) group.sample = sample;
  group.flags |= flags;
  group.count += part.count;
  group.first = Math.min(group.first, first);
  group.last = Math.max(group.last, last);
  for (const at of part.times) group.times.push(at);
  for (const [trace, at] of part.traces) group.traces.set(trace, Math.max(at, group.traces.get(trace) ?? 0));
  for (const [node, count] of part.nodes) group.nodes.set(node, (group.nodes.get(node) ?? 0) + count);
  for (const effect of part.effects.values()) addEffect(group.effects, effect);
}

// So that it does not matter in which order they are looked at: a trace's own are in order.
function isLater(a: FailureRow, b: FailureRow): boolean {
  return a.at === b.at ? a.trace >= b.trace : a.at > b.at;
}

// The numbers of traces and nodes, each with what it is ordered by, the highest first.
function descending(counts: ReadonlyMap<number, number>, limit: number): [number, number][] {
  return [...counts].sort(([k, a], [l, b]) => b - a || k - l).slice(0, limit);
}

function toErrorGroup(
  group: Group,
  { total, slotOf, shares }: { total: number; slotOf: (at: number) => number; shares: ValueShares },
  context: ConsoleContext,
): ErrorGroup {
  const { sample, count, first, last } = group;
  const trend = Array<number>(TREND_SLOTS).fill(0);
  for (const at of group.times) trend[slotOf(at)] = (trend[slotOf(at)] ?? 0) + 1;
  const stack = stackOf(sample, context);
  const frame = toFrame(sample);
  return {
    id: groupId(group.key),
    type: sample.type ?? '',
    message: sample.masked ?? '',
    sample: sample.message ?? '',
    ...(frame && { frame }),
    stack,
    flag: worstOf(group.flags),
    count,
    traces: group.traces.size,
    share: shareOf(group, total),
    first,
    last,
    trend,
    services: descending(group.nodes, 10).map(([key, n]) => ({
      node: toNodeName(context.store.index.nodes.node(key)),
      count: n,
    })),
    effects: effectsOf(group),
    annotations: standingOut(shares, group.traces),
    latest: latestOf(group, context),
  };
}

function toStatusGroup(group: Group, total: number, context: ConsoleContext): StatusGroup {
  const { sample, count, last } = group;
  const node =
    sample.node === null ? { name: '', type: undefined, account: '' } : context.store.index.nodes.node(sample.node);
  return {
    id: groupId(group.key),
    node: toNodeName(node),
    name: sample.name,
    ...(sample.status !== null && { status: sample.status }),
    flag: worstOf(group.flags),
    count,
    traces: group.traces.size,
    share: shareOf(group, total),
    last,
    latest: latestOf(group, context),
  };
}

function effectsOf({ effects }: Group): ErrorGroup['effects'] {
  return [...effects.values()]
    .sort((a, b) => b.count - a.count || (a.sample.name < b.sample.name ? -1 : 1))
    .slice(0, MAX_EFFECTS)
    .map(({ sample: { name, type, masked, status }, isCause, count }) => ({
      ...{ name, count },
      ...(isCause && { isCause }),
      ...(type !== null && { type }),
      ...(masked !== null && { message: masked }),
      ...(status !== null && { status }),
    }));
}

function latestOf({ traces }: Group, { store }: ConsoleContext): ErrorGroup['latest'] {
  const newest = descending(traces, LATEST);
  return toRows(
    store,
    newest.map(([key]) => key),
  );
}

function shareOf({ traces }: Group, total: number): number {
  return total === 0 ? 0 : traces.size / total;
}

function stackOf(
  { trace, entity, type, message }: FailureRow,
  { store, traces }: ConsoleContext,
): readonly StackFrame[] {
  const [row] = store.lists.traces([trace]);
  const found = row && traces.get(row.id)?.tree.entities.find(({ id }) => id === entity);
  if (!found) return [];
  const exceptions = exceptionsOf(found);
  const same = exceptions.find((each) => (each.type ?? '') === type && (each.message ?? '') === message);
  return same?.stack ?? [];
}

function toFrame({ path, line, label }: FailureRow): StackFrame | undefined {
  if (path === null && line === null && label === null) return undefined;
  return { ...(path !== null && { path }), ...(line !== null && { line }), ...(label !== null && { label }) };
}

// Approximate bytes of the objects.
const GROUP_BYTES = 1_000;
const FAILURE_BYTES = 90;
const TREND_SLOTS = 12;
const MAX_GROUPS = 200;
const LATEST = 10;
const MAX_EFFECTS = 10;
const GROUPS_A_TURN = 10;
