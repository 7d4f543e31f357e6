import {
  addTerm,
  type FilterTree,
  format,
  formatLiteral,
  negate,
  parse,
  type Term,
} from '@otel-xray/filter-expression';
import type { FreeTextTerm, Refiner, Value } from '../contract/index.ts';

/** An attribute that has values to filter by. */
export interface Attribute {
  readonly kind: Refiner['kind'] | 'root';
  /** Only with `annotation`. */
  readonly key?: string | undefined;
}

/** The term that selects traces by the value of an attribute. */
export function attributeTerm({ kind, key }: Attribute, value: Value): FilterTree {
  if (kind === 'annotation') return terms.annotation(key ?? '', value);
  if (kind === 'service') return terms.service({ name: String(value) });
  if (kind === 'root') return terms.service({ name: String(value) }, { kind: 'term', keyword: { name: 'root' } });
  return terms.equals(kind, value);
}

/** The term that selects traces by a place where free text was found. */
export function freeTextTerm({ kind, key, operator, value }: FreeTextTerm): FilterTree {
  if (operator === '=') return attributeTerm({ kind, key }, value);
  return { kind: 'term', keyword: { name: 'http.url' }, comparison: { operator, value } };
}

/** Names an attribute: the key of an annotation, else a word. */
export function attributeLabel({ kind, key }: Attribute): string {
  return key ?? ATTRIBUTE_LABELS[kind];
}

/** Shows the type of an annotation's value, too: only strings have quotation marks. */
export function valueLabel({ kind }: Attribute, value: Value): string {
  return kind === 'annotation' ? formatLiteral(value) : String(value);
}

const ATTRIBUTE_LABELS: Readonly<Record<Attribute['kind'], string>> = {
  root: 'Root',
  service: 'Node',
  user: 'User',
  'http.url': 'URL',
  'http.method': 'Method',
  'http.status': 'Status',
  availabilityzone: 'Availability zone',
  'instance.id': 'Instance',
  'resource.arn': 'Resource ARN',
  annotation: 'Annotation',
};

/** Terms that clicks on a value, a node or a line add. */
export const terms = {
  annotation: (key: string, value: Value): Term => ({
    kind: 'term',
    keyword: { name: 'annotation', key },
    comparison: { operator: '=', value },
  }),
  equals: (name: Exclude<Attribute['kind'], 'root' | 'service' | 'annotation'>, value: Value): Term => ({
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
  /** Traces that failed with an exception; a recorded exception that made nothing fail is in no root cause. */
  exception: (type: string, cause: 'fault' | 'error'): FilterTree => ({
    kind: 'rootcause',
    cause,
    element: 'exception',
    block: { kind: 'term', keyword: { name: 'name' }, comparison: { operator: '=', value: type } },
  }),
} as const;

/** Adds a term to a filter; a filter that cannot be parsed is replaced. */
export function withTerm(filter: string, term: FilterTree, negated = false): string {
  return format(addTerm(parse(filter).tree, negated ? negate(term) : term));
}

/** Replaces the response time in a filter. */
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

function pattern({ name, type }: { readonly name: string; readonly type?: string }) {
  return type === undefined || type === 'client'
    ? ({ by: 'name', name } as const)
    : ({ by: 'id', name, type } as const);
}

// A few digits, so that the filter stays readable.
function seconds(micros: number): number {
  return Number((micros / 1e6).toPrecision(4));
}
