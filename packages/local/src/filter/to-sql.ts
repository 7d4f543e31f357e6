import type { FilterTree, Keyword, Literal, NodePattern, Operator, Term } from '@otel-xray/filter-expression';
import { isPlain } from '../trace/derived-trace.ts';
import { FLAGS } from '../trace/flags.ts';
import { findsDots } from './subject.ts';
import { literalOf } from './term.ts';

/**
 * A filter as a condition on the table `traces`, which must be named `t`. It holds for every trace that the filter selects and
 * whose columns are not `odd`; with `exact` it holds for no other.
 */
export interface Condition {
  readonly sql: string;
  readonly values: readonly (string | number | Uint8Array)[];
  readonly exact: boolean;
  /** Statements that give the keys of traces: whatever the condition holds for is among the keys of each of them. */
  readonly candidates?: readonly Candidates[];
}

/** A statement that finds keys of traces by an index. */
export interface Candidates {
  readonly sql: string;
  readonly values: Condition['values'];
}

/** Compiles a filter; terms without a column are left to the predicate. */
export function toCondition(filter: FilterTree | undefined): Condition {
  if (!filter) return { ...ANY, exact: true };
  return countLeaves(filter) > MAX_LEAVES ? ANY : compile(filter, traceCondition);
}

type Leaf = Exclude<FilterTree, { kind: 'and' | 'or' | 'not' }>;

const ANY: Condition = { sql: '1', values: [], exact: false };

function compile(tree: FilterTree, toLeaf: (leaf: Leaf) => Condition): Condition {
  if (tree.kind === 'and' || tree.kind === 'or') {
    const operands = tree.operands.map((operand) => compile(operand, toLeaf));
    return tree.kind === 'and' ? all(operands) : any(operands);
  }
  if (tree.kind === 'not') return not(compile(tree.operand, toLeaf));
  return toLeaf(tree as Leaf);
}

function all(conditions: readonly Condition[]): Condition {
  const candidates = conditions.flatMap((condition) => condition.candidates ?? []);
  return { ...join(conditions, 'AND', '1'), ...(candidates.length > 0 && { candidates }) };
}

function any(conditions: readonly Condition[]): Condition {
  const first = conditions.flatMap(({ candidates = [] }) => candidates.slice(0, 1));
  const isComplete = first.length === conditions.length && first.length > 0;
  return {
    ...join(conditions, 'OR', '0'),
    ...(isComplete && {
      candidates: [
        { sql: first.map(({ sql }) => sql).join(' UNION ALL '), values: first.flatMap(({ values }) => values) },
      ],
    }),
  };
}

// Only what is exact has an opposite: that of a superset may lack what it should hold.
function not({ sql, values, exact }: Condition): Condition {
  return exact ? { sql: `NOT (${sql})`, values, exact } : ANY;
}

// In halves, as SQLite limits how deep an expression may be.
function join(conditions: readonly Condition[], operator: 'AND' | 'OR', none: string): Condition {
  const [only] = conditions;
  if (!only) return { sql: none, values: [], exact: true };
  if (conditions.length === 1) return only;
  const middle = conditions.length >> 1;
  const left = join(conditions.slice(0, middle), operator, none);
  const right = join(conditions.slice(middle), operator, none);
  return {
    sql: `(${left.sql} ${operator} ${right.sql})`,
    values: [...left.values, ...right.values],
    exact: left.exact && right.exact,
  };
}

function traceCondition(leaf: Leaf): Condition {
  switch (leaf.kind) {
    case 'term':
      return traceTerm(leaf);
    case 'service':
      return withNodes(leaf.node, [nodeIn('s.node', leaf.node), inBlock(leaf.block, serviceTerm)]);
    case 'edge':
      return exists('calls c', [
        exactly('c.trace = t.key'),
        nodeIn('c."from"', leaf.from),
        nodeIn('c."to"', leaf.to),
        inBlock(leaf.block, edgeTerm),
      ]);
    case 'rootcause': {
      const hasCause = ROOT_CAUSES[leaf.cause];
      // The services of a root cause are nodes of the trace.
      const inNodesOfTrace =
        leaf.element === 'service' ? [withNodes(nodeNamed(leaf.block), [inBlock(leaf.block, causeServiceTerm)])] : [];
      return { ...all([hasCause, ...inNodesOfTrace]), exact: false };
    }
    default:
      return ANY;
  }
}

/** Some segment of the trace, and how to find it by its node. */
function withNodes(node: NodePattern | undefined, where: readonly Condition[]): Condition {
  const found = exists('segments s', [exactly('s.trace = t.key'), ...where]);
  const { sql, values, exact } = nodeIn('node', node);
  return node && exact ? { ...found, candidates: [{ sql: `SELECT trace FROM segments WHERE ${sql}`, values }] } : found;
}

/** The node that a block names by `name = "…"`, alone or beside other terms. */
function nodeNamed(block: FilterTree): NodePattern | undefined {
  const terms = block.kind === 'and' ? block.operands : [block];
  for (const term of terms)
    if (term.kind === 'term' && term.keyword.name === 'name' && term.comparison?.operator === '=')
      return { by: 'name', name: String(term.comparison.value) };
  return undefined;
}

function causeServiceTerm(term: Term): Condition {
  return term.keyword.name === 'name' || term.keyword.name === 'type' ? serviceTerm(term) : ANY;
}

function inBlock(block: FilterTree | undefined, toTerm: (term: Term) => Condition): Condition {
  return block ? compile(block, (leaf) => (leaf.kind === 'term' ? toTerm(leaf) : ANY)) : exactly('1');
}

function traceTerm(term: Term): Condition {
  const { keyword } = term;
  switch (keyword.name) {
    case 'ok':
    case 'error':
    case 'fault':
    case 'throttle':
    case 'partial':
    case 'inferred':
      return flag(`t.flags & ${FLAGS[keyword.name]}`, term);
    case 'responsetime':
      return column('t.response_micros', term);
    case 'duration':
      return column('t.duration_micros', term);
    case 'http.status':
    case 'http.url':
    case 'http.method':
    case 'http.useragent':
    case 'http.clientip':
      return column(`t.${keyword.name.replace('.', '_')}`, term);
    default:
      return attribute(term, [exactly('a.trace = t.key')]);
  }
}

function serviceTerm(term: Term): Condition {
  const { keyword } = term;
  switch (keyword.name) {
    case 'ok':
    case 'error':
    case 'fault':
    case 'throttle':
    case 'partial':
    case 'inferred':
    case 'root':
      return flag(`s.flags & ${FLAGS[keyword.name]}`, term);
    case 'responsetime':
      return column('(s.end_micros - s.start_micros)', term);
    case 'duration':
      return column('iif(s.end_micros IS NULL, NULL, s.duration_micros)', term);
    case 'http.status':
      return column('s.http_status', term);
    case 'name':
    case 'type':
      return inNodes('s.node', column(keyword.name, term));
    case 'http.url':
    case 'http.method':
    case 'http.useragent':
    case 'http.clientip':
      return ANY;
    default:
      return attribute(term, [exactly('a.trace = s.trace'), exactly('a.segment = s.n')]);
  }
}

function edgeTerm(term: Term): Condition {
  const { keyword } = term;
  switch (keyword.name) {
    case 'ok':
    case 'error':
    case 'fault':
    case 'throttle':
      return flag(`c.flags & ${FLAGS[keyword.name]}`, term);
    case 'partial':
      return flag(`c.flags & ${FLAGS.open}`, term);
    case 'responsetime':
    case 'duration':
      return column('(c.end_micros - c.start_micros)', term);
    case 'http.status':
      return column('c.http_status', term);
    default:
      return ANY;
  }
}

/** A boolean, which always has a value. */
function flag(bits: string, { comparison }: Term): Condition {
  const isWanted = !comparison || (comparison.operator === '=') === comparison.value;
  return exactly(`(${bits}) ${isWanted ? '<>' : '='} 0`);
}

/** Something with one value, or none. */
function column(sql: string, { keyword, comparison }: Term): Condition {
  if (!comparison) return exactly(`${sql} IS NOT NULL`);
  const compared = compare(sql, keyword, comparison.operator, comparison.value);
  return compared.exact ? all([exactly(`${sql} IS NOT NULL`), compared]) : exactly(`${sql} IS NOT NULL`, false);
}

/** An annotation, a user or the like, which may have many values. */
function attribute({ keyword, comparison }: Term, where: readonly Condition[]): Condition {
  const name = keyword.name === 'annotation' ? `annotation.${keyword.key}` : keyword.name;
  if (!isComparable(name)) return ANY;
  const { sql: ofName, values: names } = keyCondition(keyword, name);
  const ofKey = [...where, exactly(`a.${ofName}`, true, names)];
  if (!comparison) return exists('attributes a', [...ofKey, exactly("a.value <> x'00'")]);
  const { operator, value } = comparison;
  const isOfKey = exists('attributes a', ofKey);
  if (operator === '!=') {
    const equal = compare('a.value', keyword, '=', value);
    return equal.exact ? all([isOfKey, not(exists('attributes a', [...ofKey, equal]))]) : { ...isOfKey, exact: false };
  }
  const compared = compare('a.value', keyword, operator, value);
  if (!compared.exact) return { ...isOfKey, exact: false };
  const found = exists('attributes a', [...ofKey, exactly(`typeof(a.value) = '${SQL_TYPES[typeof value]}'`), compared]);
  if (operator !== '=' || typeof value === 'boolean') return found;
  const candidates = { sql: `SELECT trace FROM attributes WHERE ${ofName} AND value = ?`, values: [...names, value] };
  return { ...found, candidates: [candidates] };
}

/** A condition on the column `key`. Keys are enumerated by jumps in the index, since there may be millions of values. */
function keyCondition(keyword: Keyword, name: string): { sql: string; values: readonly string[] } {
  if (keyword.name !== 'annotation' || !findsDots(keyword.key)) return { sql: 'key = ?', values: [name] };
  return { sql: `key IN (${KEYS_WITH_DOTS})`, values: [name.replaceAll('.', '_')] };
}

const KEYS_WITH_DOTS = `WITH RECURSIVE keys (key) AS (
    SELECT min(key) FROM attribute_values
    UNION ALL SELECT (SELECT min(v.key) FROM attribute_values v WHERE v.key > keys.key) FROM keys WHERE keys.key IS NOT NULL
  ) SELECT key FROM keys WHERE replace(key, '.', '_') = ?`;

function compare(sql: string, keyword: Keyword, operator: Operator, literal: Literal): Condition {
  const value = literalOf(keyword, literal);
  if (typeof value === 'boolean') return exactly(`${sql} ${operator} x'0${value ? 1 : 0}'`);
  if (typeof value === 'number') return exactly(`${sql} ${operator} ?`, true, [value]);
  if (!isComparable(value)) return ANY;
  switch (operator) {
    case 'CONTAINS':
      return exactly(`instr(${sql}, ?) > 0`, true, [value]);
    case 'BEGINSWITH':
      return exactly(`instr(${sql}, ?) = 1`, true, [value]);
    case 'ENDSWITH':
      return value === '' ? exactly('1') : exactly(`substr(${sql}, ?) = ?`, true, [-[...value].length, value]);
    default:
      return exactly(`${sql} ${operator} ?`, true, [value]);
  }
}

function nodeIn(sql: string, pattern: NodePattern | undefined): Condition {
  if (!pattern) return exactly('1');
  const wanted =
    pattern.by === 'name'
      ? [['name', pattern.name] as const]
      : (
          [
            ['name', pattern.name],
            ['type', pattern.type],
            ['account', pattern.accountId],
          ] as const
        ).filter(([, value]) => value !== undefined);
  if (wanted.some(([, value]) => !isComparable(value ?? ''))) return ANY;
  return inNodes(sql, all(wanted.map(([name, value]) => exactly(`${name} = ?`, true, [value ?? '']))));
}

function inNodes(sql: string, { sql: where, values, exact }: Condition): Condition {
  return { sql: `${sql} IN (SELECT key FROM nodes WHERE ${where})`, values, exact };
}

function exists(from: string, where: readonly Condition[]): Condition {
  const { sql, values, exact } = all(where);
  return { sql: `EXISTS (SELECT 1 FROM ${from} WHERE ${sql})`, values, exact };
}

function exactly(sql: string, exact = true, values: Condition['values'] = []): Condition {
  return { sql, values, exact };
}

/** Whether a string of a filter means the same in SQL; halves of surrogate pairs arrive there as U+FFFD. */
function isComparable(text: string): boolean {
  return isPlain(text) && !text.includes('\ufffd');
}

function countLeaves(tree: FilterTree): number {
  if (tree.kind === 'and' || tree.kind === 'or')
    return tree.operands.reduce((sum, operand) => sum + countLeaves(operand), 0);
  if (tree.kind === 'not') return countLeaves(tree.operand);
  return 'block' in tree && tree.block ? 1 + countLeaves(tree.block) : 1;
}

const ROOT_CAUSES = {
  responsetime: exactly('t.response_micros IS NOT NULL'),
  fault: exactly(`(t.flags & ${FLAGS.anyFault}) <> 0`),
  error: exactly(`(t.flags & ${FLAGS.anyError}) <> 0`),
};
const SQL_TYPES: Readonly<Record<string, string>> = { string: 'text', number: 'real', boolean: 'blob' };

// SQLite takes 32,766 values and compiles a few hundred conditions in a moment; whoever writes more waits for the predicate.
const MAX_LEAVES = 300;
