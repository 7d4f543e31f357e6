export { type Completion, complete } from './complete.ts';
export { addTerm, removeTerm } from './edit.ts';
export { format, formatKeyword, formatLiteral } from './format.ts';
export { parse } from './parse.ts';
export type { CompletionSlot, FilterProblem, GroupReference, ParsedFilter } from './parsed-filter.ts';
export { MAX_NESTING, type Token, type TokenFault, type TokenKind } from './tokens.ts';
export {
  type FilterTree,
  type JsonValue,
  type Keyword,
  type Literal,
  type NodePattern,
  negate,
  type Operator,
  type RootCauseElement,
  type RootCauseKind,
  type SimpleKeyword,
  type Term,
} from './tree.ts';
