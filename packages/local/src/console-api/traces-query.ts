import type { Scope, Sort, TracesAnswer } from '@otel-xray/console/contract';
import { type FilterTree, format } from '@otel-xray/filter-expression';
import { sumInParts } from '../graph/sum-in-parts.ts';
import type { JsonObject } from '../ground/json.ts';
import type { Selection } from '../query/traces.ts';
import type { SortBy } from '../store/trace-lists.ts';
import type { ConsoleContext } from './console-context.ts';
import { toRows } from './light-row.ts';
import { optionalInteger, optionalText, optionalTexts, readScope, readTraceIds } from './parameters.ts';
import { ProblemError } from './problem.ts';
import { type ScopeChunk, type ScopeSelection, selectScope, sumScope, toSelection } from './scope.ts';

/** `POST /-/traces/query`: the list, in any order over all matches. */
export async function queryTraces(input: JsonObject, context: ConsoleContext): Promise<TracesAnswer> {
  const { store, traces } = context;
  const scope = readScope(input);
  const limit = optionalInteger(input, 'limit', 1, 500) ?? 100;
  const columns = optionalTexts(input, 'columns') ?? [];
  const sort = readSort(optionalText(input, 'sort') ?? '-start');
  const after = readAfter(optionalText(input, 'after'));
  const ids = readTraceIds(input, 'ids');
  const selection = toSelection(scope, context);

  const { cursor } = store;
  const request = {
    selection,
    hide: scope.hide,
    among: ids?.flatMap((id) => traces.keyOf(id) ?? []),
    limit,
    after,
    sort,
  };
  const found = isByStart(sort) ? await firstByStart(request, context) : await firstOfAll(request, context);
  const scanned = await countAll(selection, context);
  // The index counts all of a range without looking at one of them.
  const isAll = !selection.filter && (scope.hide ?? []).length === 0 && selection.error === undefined;
  const { total, hidden } = isAll ? { total: scanned, hidden: 0 } : await count(selection, scope.hide, context);
  const isMore = found.length > limit;
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    rows: toRows(
      store,
      page.map(({ key }) => key),
      columns,
    ),
    total: Math.min(total, MAX_COUNTED),
    more: total > MAX_COUNTED,
    scanned,
    hidden,
    ...(isMore && last && { next: formatAfter(last) }),
    ...(total === 0 && hidden === 0 && { withoutTerm: await countWithoutTerms(selection, scope.hide, context) }),
    cursor,
  };
}

interface PageRequest {
  readonly selection: ScopeSelection;
  readonly hide: Scope['hide'];
  readonly among: readonly number[] | undefined;
  readonly limit: number;
  readonly after: Omit<Candidate, 'key'> | undefined;
  readonly sort: { readonly by: SortBy; readonly descending: boolean };
}

/** In the order that the index has; ends when the page is full. */
async function firstByStart(
  { selection, hide, among, limit, after }: PageRequest,
  context: ConsoleContext,
): Promise<Candidate[]> {
  const found: Candidate[] = [];
  const position = after && { time: Number(after.value), id: after.id };
  const options = { after: position, among, order: 'start', atOnce: limit + 1 } as const;
  for await (const { rows } of selectScope(context, selection, hide, options)) {
    for (const { key, id, time } of rows) found.push({ key, id, value: time });
    if (found.length > limit) break;
  }
  return found;
}

/** Looks at all, and keeps the first. */
async function firstOfAll(
  { selection, hide, among, limit, after, sort }: PageRequest,
  context: ConsoleContext,
): Promise<Candidate[]> {
  const found: Candidate[] = [];
  for await (const { rows } of selectScope(context, selection, hide, { among })) {
    const values = context.store.lists.sortValues(
      rows.map(({ key }) => key),
      sort.by,
    );
    for (const { key, id } of rows) {
      const candidate = { key, id, value: values.get(key) ?? null };
      if (!after || compare(candidate, after, sort.descending) > 0) found.push(candidate);
    }
    // Now and then those behind the page are let go.
    if (found.length > KEPT + limit) keepFirst(found, limit, sort.descending);
  }
  keepFirst(found, limit, sort.descending);
  return found;
}

/** How many traces a range has; the index counts them without looking at one. */
async function countAll({ range }: Selection, context: ConsoleContext): Promise<number> {
  const { pages } = context.store.index;
  let count = 0;
  const sum = async (part: Selection) => ({ value: pages.countBetween(part.range), bytes: 0 });
  for await (const part of sumInParts(context, { range }, { name: 'scanned', sum })) count += part;
  return count;
}

/** How many match, and how many more would but for `hide`; a little over 10,000 is enough. */
async function count(
  selection: ScopeSelection,
  hide: Scope['hide'],
  context: ConsoleContext,
): Promise<{ total: number; hidden: number }> {
  let total = 0;
  let hidden = 0;
  for await (const part of sumScope(context, selection, { hide, name: 'count', sum: countChunks })) {
    total += part.total;
    hidden += part.hidden;
    if (total > MAX_COUNTED) break;
  }
  return { total, hidden };
}

async function countChunks(
  chunks: AsyncIterable<ScopeChunk>,
): Promise<{ value: { total: number; hidden: number }; bytes: number }> {
  let total = 0;
  let hidden = 0;
  for await (const chunk of chunks) {
    total += chunk.rows.length;
    hidden += chunk.hidden;
    if (total > MAX_COUNTED) break;
  }
  return { value: { total, hidden }, bytes: 0 };
}

function isByStart({ by, descending }: PageRequest['sort']): boolean {
  return by === 'start_micros' && descending;
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

// Rows without a value are last in either direction; ties are ordered by id, in the same direction.
function compare(a: Omit<Candidate, 'key'>, b: Omit<Candidate, 'key'>, descending: boolean): number {
  if (a.value === null || b.value === null) {
    if (a.value !== b.value) return a.value === null ? 1 : -1;
  } else if (a.value !== b.value) {
    return isLess(a.value, b.value) === descending ? 1 : -1;
  }
  if (a.id === b.id) return 0;
  return a.id < b.id === descending ? 1 : -1;
}

// Numbers before strings, as the store orders them.
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
  selection: ScopeSelection,
  hide: Parameters<typeof selectScope>[2],
  context: ConsoleContext,
): Promise<NonNullable<TracesAnswer['withoutTerm']>> {
  const { filter } = selection;
  if (!filter) return [];
  const terms = filter.kind === 'and' ? filter.operands.slice(0, MAX_TERMS) : [filter];
  const counts: { term: string; total: number }[] = [];
  for (const term of terms) {
    const rest: FilterTree = {
      kind: 'and',
      operands: filter.kind === 'and' ? filter.operands.filter((other) => other !== term) : [],
    };
    const { total } = await count({ ...selection, filter: rest }, hide, context);
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
const KEPT = 5_000;
const MAX_TERMS = 10;
