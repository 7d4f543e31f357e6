import type { Scope } from '@otel-xray/console/contract';
import type { FilterTree } from '@otel-xray/filter-expression';
import { readFilter } from '../filter/read-filter.ts';
import { sumInParts } from '../graph/sum-in-parts.ts';
import type { Selection, SelectOptions } from '../query/traces.ts';
import type { TraceRow } from '../store/trace-pages.ts';
import type { ConsoleContext } from './console-context.ts';
import { withErrorGroup } from './error-groups.ts';
import { toHideTest } from './hide.ts';
import { ProblemError } from './problem.ts';

/** The traces of one chunk, those that `hide` leaves out apart. */
export interface ScopeChunk {
  readonly rows: readonly TraceRow[];
  readonly hidden: number;
}

/** A selection, and the error group that its traces must have. */
export interface ScopeSelection extends Selection {
  readonly error?: string | undefined;
}

/**
 * Converts a scope, except for `hide`.
 * @throws FilterError, ProblemError if there is no such group
 */
export function toSelection(scope: Scope, { groups }: Pick<ConsoleContext, 'groups'>): ScopeSelection {
  return { range: rangeOf(scope), filter: filterOf(scope, groups), error: scope.error };
}

/** The traces of a scope, newest first, in chunks, between which others run. */
export async function* selectScope(
  context: Pick<ConsoleContext, 'traces' | 'store'>,
  selection: ScopeSelection,
  hide: Scope['hide'] = [],
  options: SelectOptions = {},
): AsyncGenerator<ScopeChunk> {
  const isHidden = toHideTest(hide);
  const { error } = selection;
  for await (const chunk of context.traces.select(selection, options)) {
    const rows = error === undefined ? chunk.rows : withErrorGroup(chunk.rows, error, context.store.lists);
    if (hide.length === 0) {
      yield { rows, hidden: 0 };
      continue;
    }
    const roots = context.store.lists.roots(rows.map(({ key }) => key));
    const seen = rows.filter(({ key }) => !isHidden(roots.get(key) ?? { name: null, url: null, userAgent: null }));
    yield { rows: seen, hidden: rows.length - seen.length };
  }
}

/**
 * The sums of the parts of a scope, the newest first; between them others run.
 * @param name says what is summed up
 * @param sum sums up the traces of one part, and says about how many bytes the sum takes; it must depend on these traces alone
 */
export function sumScope<T>(
  context: Pick<ConsoleContext, 'traces' | 'store'>,
  selection: ScopeSelection,
  {
    hide = [],
    name,
    sum,
  }: {
    readonly hide?: Scope['hide'];
    readonly name: string;
    readonly sum: (chunks: AsyncIterable<ScopeChunk>) => Promise<{ readonly value: T; readonly bytes: number }>;
  },
): AsyncGenerator<T> {
  return sumInParts(context, selection, {
    name: `${name} ${JSON.stringify([hide, selection.error])}`,
    sum: (part, ready) => sum(selectScope(context, { ...part, error: selection.error }, hide, { ready })),
  });
}

function rangeOf({ start = 0, end = Number.MAX_SAFE_INTEGER }: Scope): Selection['range'] {
  return { type: 'TraceId', start, end };
}

function filterOf({ filter, group }: Scope, groups: ConsoleContext['groups']): FilterTree | undefined {
  const own = filter === undefined || filter.trim() === '' ? undefined : readFilter(filter, groups.findExpression);
  if (group === undefined) return own;
  const expression = groups.findExpression('name', group);
  if (expression === undefined) throw new ProblemError(`There is no group ${JSON.stringify(group)}.`);
  if (expression === '') return own;
  const ofGroup = readFilter(expression, () => undefined);
  return own ? { kind: 'and', operands: [own, ofGroup] } : ofGroup;
}
