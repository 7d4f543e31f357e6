import type { Sort, TracesAnswer } from '@otel-xray/console/contract';
import { type FilterTree, format } from '@otel-xray/filter-expression';
import type { JsonObject } from '../json.ts';
import type { SortBy } from '../store/trace-lists.ts';
import type { Selection } from '../traces.ts';
import type { ConsoleContext } from './console-context.ts';
import { toRows } from './light-row.ts';
import { optionalInteger, optionalText, optionalTexts, readScope, readTraceIds } from './parameters.ts';
import { ProblemError } from './problem.ts';
import { selectScope, toSelection } from './scope.ts';

/** `POST /-/traces/query`: the list, in any order over all matches. */
export async function queryTraces(input: JsonObject, context: ConsoleContext): Promise<TracesAnswer> {
  const { store } = context;
  const scope = readScope(input);
  const limit = optionalInteger(input, 'limit', 1, 500) ?? 100;
  const columns = optionalTexts(input, 'columns') ?? [];
  const sort = readSort(optionalText(input, 'sort') ?? '-start');
  const after = readAfter(optionalText(input, 'after'));
  const ids = readTraceIds(input, 'ids');
  const wanted = ids && new Set(ids);
  const selection = toSelection(scope, context);

  const cursor = store.cursor;
  const found: Candidate[] = [];
  let total = 0;
  let hidden = 0;
  for await (const chunk of selectScope(context, selection, scope.hide)) {
    total += chunk.rows.length;
    hidden += chunk.hidden;
    const rows = chunk.rows.filter(({ id }) => !wanted || wanted.has(id));
    const values = store.lists.sortValues(
      rows.map(({ key }) => key),
      sort.by,
    );
    for (const { key, id } of rows) {
      const candidate = { key, id, value: values.get(key) ?? null };
      if (!after || compare(candidate, after, sort.descending) > 0) found.push(candidate);
    }
    // Only the first of all are wanted: now and then the others are let go.
    if (found.length > KEPT + limit) keepFirst(found, limit, sort.descending);
  }
  keepFirst(found, limit, sort.descending);
  const isMore = found.length > limit;
  found.length = Math.min(found.length, limit);
  const last = found.at(-1);
  return {
    rows: toRows(
      store,
      found.map(({ key }) => key),
      columns,
    ),
    ...{ total: Math.min(total, MAX_COUNTED), more: total > MAX_COUNTED },
    scanned: store.index.countBetween(selection.range, undefined, undefined),
    hidden,
    ...(isMore && last && { next: formatAfter(last) }),
    ...(total === 0 && hidden === 0 && { withoutTerm: await countWithoutTerms(selection, scope.hide, context) }),
    cursor,
  };
}

type SortValue = string | number | null;

interface Candidate {
  readonly key: number;
  readonly id: string;
  readonly value: SortValue;
}

function readSort(sort: string): { by: SortBy; descending: boolean } {
  const descending = sort.startsWith('-');
  const name = descending ? sort.slice(1) : sort;
  if (name.startsWith('annotation.')) return { by: { annotation: name.slice('annotation.'.length) }, descending };
  const by = Object.hasOwn(SORTS, name) ? SORTS[name as keyof typeof SORTS] : undefined;
  if (by === undefined)
    throw new ProblemError(
      `sort: expected one of ${Object.keys(SORTS).join(', ')}, annotation.…, not ${JSON.stringify(sort)}.`,
    );
  return { by, descending };
}

// What has no value comes last in either direction; ties go by id.
function compare(a: Omit<Candidate, 'key'>, b: Omit<Candidate, 'key'>, descending: boolean): number {
  if (a.value === null || b.value === null) {
    if (a.value !== b.value) return a.value === null ? 1 : -1;
  } else if (a.value !== b.value) {
    return isLess(a.value, b.value) === descending ? 1 : -1;
  }
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

// Numbers before texts, as the store orders them.
function isLess(a: string | number, b: string | number): boolean {
  return typeof a === typeof b ? a < b : typeof a === 'number';
}

function keepFirst(found: Candidate[], limit: number, descending: boolean): void {
  found.sort((a, b) => compare(a, b, descending));
  if (found.length > limit + 1) found.length = limit + 1;
}

function formatAfter({ value, id }: Candidate): string {
  return Buffer.from(JSON.stringify([value, id])).toString('base64url');
}

function readAfter(token: string | undefined): { value: SortValue; id: string } | undefined {
  if (token === undefined) return undefined;
  try {
    const [value, id] = JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as [unknown, unknown];
    const isValue = value === null || typeof value === 'string' || typeof value === 'number';
    if (isValue && typeof id === 'string') return { value, id };
  } catch {
    // Said below.
  }
  throw new ProblemError('after: not the next of an answer.');
}

/** How many would match without each of the terms that AND joins at the top. */
async function countWithoutTerms(
  { range, filter }: Selection,
  hide: Parameters<typeof selectScope>[2],
  context: ConsoleContext,
): Promise<NonNullable<TracesAnswer['withoutTerm']>> {
  if (!filter) return [];
  const terms = filter.kind === 'and' ? filter.operands.slice(0, MAX_TERMS) : [filter];
  const counts: { term: string; total: number }[] = [];
  for (const term of terms) {
    const rest: FilterTree = {
      kind: 'and',
      operands: filter.kind === 'and' ? filter.operands.filter((other) => other !== term) : [],
    };
    let total = 0;
    for await (const { rows } of selectScope(context, { range, filter: rest }, hide)) {
      total += rows.length;
      if (total >= MAX_COUNTED) break;
    }
    counts.push({ term: format(term), total: Math.min(total, MAX_COUNTED) });
  }
  return counts;
}

const SORTS = {
  start: 'start_micros',
  root: 'root',
  url: 'http_url',
  status: 'http_status',
  responseTime: 'response_micros',
  duration: 'duration_micros',
  services: 'services',
  user: 'user',
} as const satisfies Record<Exclude<Sort, `-${string}` | `annotation.${string}`>, SortBy>;

const MAX_COUNTED = 10_000;
const KEPT = 50_000;
const MAX_TERMS = 10;
