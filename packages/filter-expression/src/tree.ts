/** The kind of a fixed keyword's values; an annotation can have any of them. */
export type ValueKind = 'boolean' | 'number' | 'string';

/** A comparison of a keyword with a literal; word operators in upper case. */
export type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=' | 'CONTAINS' | 'BEGINSWITH' | 'ENDSWITH';

/** The value behind an operator. */
export type Literal = string | number | boolean;

/** A value as JSON has it, behind `rootcause.json = #`. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** `service("name")`, or `service(id(name: "…", type: "…", account.id: "…"))` with the fields that were given. */
export type NodePattern =
  | { readonly by: 'name'; readonly name: string }
  | { readonly by: 'id'; readonly name?: string; readonly type?: string; readonly accountId?: string };

/** The subject of a root cause. */
export type RootCauseKind = 'responsetime' | 'fault' | 'error';

/** The part of a root cause that a block is about. */
export type RootCauseElement = 'service' | 'entity' | 'exception';

/** A keyword that needs no key, in lower case; `KEYWORDS` says where it may stand. */
export type SimpleKeyword =
  | 'ok'
  | 'error'
  | 'fault'
  | 'throttle'
  | 'partial'
  | 'inferred'
  | 'root'
  | 'responsetime'
  | 'duration'
  | 'http.status'
  | 'http.url'
  | 'http.method'
  | 'http.useragent'
  | 'http.clientip'
  | 'user'
  | 'availabilityzone'
  | 'instance.id'
  | 'resource.arn'
  | 'name'
  | 'type'
  | 'message'
  | 'first'
  | 'last'
  | 'index'
  | 'remote'
  | 'coverage';

/** The subject of a term: a fixed keyword, or the annotation with this key (which keeps its letter case). */
export type Keyword = { readonly name: SimpleKeyword } | { readonly name: 'annotation'; readonly key: string };

/** A keyword alone (it is set, and not `false`), or compared with a literal. */
export interface Term {
  readonly kind: 'term';
  readonly keyword: Keyword;
  readonly comparison?: { readonly operator: Operator; readonly value: Literal };
}

/**
 * A filter expression as a tree. Trees that `parse` and the edits make have two or more operands in `and` and `or`. None of them is of the
 * same kind, and no `not` in a `not`; places in the text are not part of it.
 */
export type FilterTree =
  | { readonly kind: 'and' | 'or'; readonly operands: readonly FilterTree[] }
  | { readonly kind: 'not'; readonly operand: FilterTree }
  | { readonly kind: 'service'; readonly node?: NodePattern; readonly block?: FilterTree }
  | { readonly kind: 'edge'; readonly from: NodePattern; readonly to: NodePattern; readonly block?: FilterTree }
  | {
      readonly kind: 'rootcause';
      readonly cause: RootCauseKind;
      readonly element: RootCauseElement;
      readonly block: FilterTree;
    }
  | { readonly kind: 'rootcause.json'; readonly pattern: readonly JsonValue[] }
  | { readonly kind: 'group'; readonly by: 'name' | 'arn'; readonly operator: '=' | '!='; readonly value: string }
  | Term;

/** Joins with AND or OR; operands of the same kind are merged, so that a tree has one form only. */
export function join(kind: 'and' | 'or', operands: readonly FilterTree[]): FilterTree {
  const [only] = operands;
  if (only && operands.length === 1) return only;
  return { kind, operands: operands.flatMap((operand) => (operand.kind === kind ? operand.operands : [operand])) };
}

/**
 * The opposite: a second negation removes the first.
 * @example format(negate(parse('ok').tree)) // '!ok'
 */
export function negate(tree: FilterTree): FilterTree {
  return tree.kind === 'not' ? tree.operand : { kind: 'not', operand: tree };
}
