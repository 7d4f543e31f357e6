import type { GroupKey, Outcome, TraceGroup, TraceGroupsAnswer, Value } from '@otel-xray/console/contract';
import { Durations } from '../graph/durations.ts';
import type { JsonObject } from '../ground/json.ts';
import type { Store } from '../store/store.ts';
import type { ListedTrace } from '../store/trace-lists.ts';
import { outcomeOf } from '../trace/flags.ts';
import type { ConsoleContext } from './console-context.ts';
import { optionalText, readScope } from './parameters.ts';
import { ProblemError } from './problem.ts';
import { type ScopeChunk, sumScope, toSelection } from './scope.ts';
import { type Counts, none, OUTCOMES } from './starts.ts';

/** `POST /-/traces/group`: counts and response times per value of an attribute. */
export async function groupTraces(input: JsonObject, context: ConsoleContext): Promise<TraceGroupsAnswer> {
  const scope = readScope(input);
  const by = readKey(optionalText(input, 'by'));
  const groups = new Map<string, Group>();
  let total = 0;
  const sum = (chunks: AsyncIterable<ScopeChunk>) => sumUp(chunks, by, context.store);
  const { hide = [] } = scope;
  for await (const part of sumScope(context, toSelection(scope, context), { hide, name: `groups ${by}`, sum })) {
    total += part.total;
    for (const group of part.groups.values()) addGroup(groups, group);
  }
  return {
    total,
    distinct: [...groups.values()].filter(({ value }) => value !== undefined).length,
    groups: [...groups.values()]
      .sort((a, b) => b.traces - a.traces || (nameOf(a.value) < nameOf(b.value) ? -1 : 1))
      .slice(0, MAX_GROUPS)
      .map(toTraceGroup),
  };
}

interface Group {
  readonly value: Value | undefined;
  traces: number;
  readonly counts: Counts;
  /** Response times, µs. */
  readonly durations: Durations;
  ended: number;
  sum: number;
  max: number;
}

interface GroupsPart {
  readonly total: number;
  readonly groups: ReadonlyMap<string, Group>;
}

async function sumUp(
  chunks: AsyncIterable<ScopeChunk>,
  by: GroupKey,
  { lists }: Store,
): Promise<{ value: GroupsPart; bytes: number }> {
  const groups = new Map<string, Group>();
  let total = 0;
  for await (const { rows } of chunks) {
    const keys = rows.map(({ key }) => key);
    total += keys.length;
    const valuesOf = toReader(by, keys, lists);
    for (const trace of lists.traces(keys)) {
      const values = valuesOf(trace);
      for (const value of values.length === 0 ? [undefined] : values) addTrace(groupOf(groups, value), trace);
    }
  }
  let bytes = 0;
  for (const { durations } of groups.values()) bytes += durations.pack() + GROUP_BYTES;
  return { value: { total, groups }, bytes };
}

/** Returns a function that reads the values of a trace. */
function toReader(
  by: GroupKey,
  keys: readonly number[],
  lists: Store['lists'],
): (trace: ListedTrace) => readonly Value[] {
  if (by === 'root') {
    const roots = lists.roots(keys);
    return ({ key }) => optional(roots.get(key)?.name);
  }
  if (by === 'user') return ({ user }) => optional(user);
  if (by === 'http.url') return ({ url }) => optional(url);
  if (by === 'http.method') return ({ method }) => optional(method);
  if (by === 'http.status') return ({ status }) => optional(status);
  const name = by.slice(ANNOTATION.length);
  const annotations = lists.annotationsOf(keys, [name]);
  return ({ key }) => annotations.get(key)?.get(name) ?? [];
}

function groupOf(groups: Map<string, Group>, value: Value | undefined): Group {
  const name = nameOf(value);
  const group = groups.get(name) ?? {
    ...{ value, traces: 0, counts: none(), durations: new Durations(), ended: 0, sum: 0, max: 0 },
  };
  groups.set(name, group);
  return group;
}

function addTrace(group: Group, { flags, responseTime }: ListedTrace): void {
  const outcome: Outcome = outcomeOf(flags);
  group.traces++;
  group.counts[outcome]++;
  if (responseTime === null) return;
  group.durations.add(responseTime);
  group.ended++;
  group.sum += responseTime;
  group.max = Math.max(group.max, responseTime);
}

/** Adds a group of a part, which stays unchanged. */
function addGroup(groups: Map<string, Group>, part: Group): void {
  const group = groupOf(groups, part.value);
  group.traces += part.traces;
  for (const outcome of OUTCOMES) group.counts[outcome] += part.counts[outcome];
  group.durations.merge(part.durations);
  group.ended += part.ended;
  group.sum += part.sum;
  group.max = Math.max(group.max, part.max);
}

function toTraceGroup({ value, traces, counts, durations, ended, sum, max }: Group): TraceGroup {
  const [p50 = 0, p95 = 0] = durations.percentiles([0.5, 0.95]);
  return {
    ...(value !== undefined && { value }),
    ...{ traces, ...counts, average: ended === 0 ? 0 : Math.round(sum / ended), p50, p95, max },
  };
}

function readKey(text: string | undefined): GroupKey {
  if (text !== undefined && (PLAIN_KEYS.includes(text) || /^annotation\../s.test(text))) return text as GroupKey;
  throw new ProblemError(`by: expected one of ${PLAIN_KEYS.join(', ')}, annotation.…, not ${JSON.stringify(text)}.`);
}

function optional<T>(value: T | null | undefined): T[] {
  return value === null || value === undefined ? [] : [value];
}

function nameOf(value: Value | undefined): string {
  return `${typeof value} ${value}`;
}

const ANNOTATION = 'annotation.';
const PLAIN_KEYS: readonly string[] = ['root', 'user', 'http.url', 'http.method', 'http.status'];
const MAX_GROUPS = 1_000;
const GROUP_BYTES = 300;
