import { addTerm, type FilterTree, format, negate, parse, type Term } from '@otel-xray/filter-expression';
import type { Value } from '../contract/index.ts';

/** What a click on a value, a node or a line asks for. */
export const terms = {
  annotation: (key: string, value: Value): Term => ({
    kind: 'term',
    keyword: { name: 'annotation', key },
    comparison: { operator: '=', value },
  }),
  equals: (name: 'user' | 'http.url' | 'http.method' | 'http.status', value: Value): Term => ({
    kind: 'term',
    keyword: { name },
    comparison: { operator: '=', value },
  }),
  service: (node: { readonly name: string; readonly type?: string }, block?: FilterTree): FilterTree => ({
    kind: 'service',
    node: pattern(node),
    ...(block && { block }),
  }),
  edge: (
    from: { readonly name: string; readonly type?: string },
    to: { readonly name: string; readonly type?: string },
    block?: FilterTree,
  ): FilterTree => ({ kind: 'edge', from: pattern(from), to: pattern(to), ...(block && { block }) }),
  between: (name: 'responsetime' | 'duration', from: number, to: number): FilterTree => ({
    kind: 'and',
    operands: [
      { kind: 'term', keyword: { name }, comparison: { operator: '>=', value: seconds(from) } },
      { kind: 'term', keyword: { name }, comparison: { operator: '<', value: seconds(to) } },
    ],
  }),
  flag: (name: 'fault' | 'error' | 'throttle' | 'ok' | 'partial'): Term => ({ kind: 'term', keyword: { name } }),
  failing: (): FilterTree => ({ kind: 'or', operands: [terms.flag('fault'), terms.flag('error')] }),
  /**
   * Traces that failed with an exception; one that was recorded and made nothing fail is in no root cause.
   * @param message as the error table masks it: its longest part that is the same in all of them is asked for too
   */
  exception: (type: string, cause: 'fault' | 'error', message = ''): FilterTree => {
    const ofType: Term = { kind: 'term', keyword: { name: 'name' }, comparison: { operator: '=', value: type } };
    const part = longestPart(message);
    const block: FilterTree =
      part === ''
        ? ofType
        : {
            kind: 'and',
            operands: [
              ofType,
              { kind: 'term', keyword: { name: 'message' }, comparison: { operator: 'CONTAINS', value: part } },
            ],
          };
    return { kind: 'rootcause', cause, element: 'exception', block };
  },
} as const;

/** A filter with one thing more asked for; a filter that cannot be read is replaced. */
export function withTerm(filter: string, term: FilterTree, negated = false): string {
  return format(addTerm(parse(filter).tree, negated ? negate(term) : term));
}

/** A filter about the response time, those that were in it before taken out. */
export function withResponseTime(filter: string, from: number, to: number): string {
  const { tree } = parse(filter);
  const kept = tree?.kind === 'and' ? tree.operands.filter((each) => !isResponseTime(each)) : tree ? [tree] : [];
  const rest = kept.filter((each) => !isResponseTime(each));
  const between = terms.between('responsetime', from, to);
  return format(rest.reduceRight<FilterTree>((built, each) => addTerm(each, built), between));
}

function isResponseTime(tree: FilterTree): boolean {
  return tree.kind === 'term' && tree.keyword.name === 'responsetime';
}

// What stands between numbers, ids and quoted parts.
function longestPart(masked: string): string {
  const parts = masked.split(/<(?:n|id|text)>/).map((part) => part.trim());
  return parts.reduce((longest, part) => (part.length > longest.length ? part : longest), '');
}

function pattern({ name, type }: { readonly name: string; readonly type?: string }) {
  return type === undefined || type === 'client'
    ? ({ by: 'name', name } as const)
    : ({ by: 'id', name, type } as const);
}

// A few digits, so that the filter stays readable.
function seconds(micros: number): number {
  return Number((micros / 1e6).toPrecision(4));
}
