import { PLAIN_KEY } from './format.ts';
import {
  ALL_OPERATORS,
  type Context,
  isSimpleKeyword,
  KEYWORDS,
  knowsAnnotations,
  OPERATORS,
  operandsIn,
  ROOT_CAUSES,
} from './keywords.ts';
import { nearest } from './nearest.ts';
import type { CompletionSlot, FilterProblem, GroupReference, ParsedFilter, Wanted } from './parsed-filter.ts';
import { ANNOTATION_KEY, MAX_NESTING, type Token, tokenize } from './tokens.ts';
import {
  type FilterTree,
  type JsonValue,
  join,
  type Keyword,
  type Literal,
  type NodePattern,
  negate,
  type Operator,
  type RootCauseElement,
  type RootCauseKind,
  type Term,
  type ValueKind,
} from './tree.ts';

/**
 * Reads a filter expression in one pass; time and memory are linear in its length. Never throws, whatever the text.
 * Checks which keywords have a meaning in which block, and the kinds of operators and literals.
 * Source: X-Ray developer guide, "Filter expressions"; NOT, and AND before OR, are ours.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-console-filters.html
 * @example parse('responsetime > 1').problems // []
 */
export function parse(text: string): ParsedFilter {
  const tokens = tokenize(text);
  const { tree, problems, groups } = read(text, tokens);
  return { ...(tree && problems.length === 0 && { tree }), tokens, problems, groups };
}

/** Returns the possible continuations of the text; none if the text breaks the grammar before its end. Never throws. */
export function wantedBehind(text: string): Wanted {
  const { wanted, end } = read(text, tokenize(text));
  return end ? wanted : { candidates: [], slots: [] };
}

interface Reading {
  readonly tree: FilterTree | undefined;
  readonly problems: FilterProblem[];
  readonly groups: GroupReference[];
  readonly wanted: Wanted;
  /** Whether all tokens were read. */
  readonly end: boolean;
}

/**
 * Descends through the grammar. A reader returns `undefined` once the grammar is broken, and nothing is read after that. A keyword in the
 * wrong place or a literal of the wrong kind is noted and skipped.
 * `wanted` has the possible continuations at the next token: a problem names them as expected, and a completion offers them.
 */
function read(text: string, tokens: readonly Token[]): Reading {
  const problems: FilterProblem[] = [];
  const groups: GroupReference[] = [];
  let candidates: string[] = [];
  let slots: CompletionSlot[] = [];
  let position = 0;
  let depth = 0;

  const tree = readAll();
  const wanted = { candidates: [...new Set(candidates)], slots };
  return { tree, problems, groups, wanted, end: position === tokens.length };

  function readAll(): FilterTree | undefined {
    const whole = readOr('trace');
    if (whole && peek()) return broken('expected AND, OR or the end');
    return whole;
  }

  function readOr(context: Context): FilterTree | undefined {
    const operands: FilterTree[] = [];
    do {
      const operand = readAnd(context);
      if (!operand) return undefined;
      operands.push(operand);
    } while (accept('logical', 'OR'));
    return join('or', operands);
  }

  function readAnd(context: Context): FilterTree | undefined {
    const operands: FilterTree[] = [];
    do {
      const operand = readUnary(context);
      if (!operand) return undefined;
      operands.push(operand);
    } while (accept('logical', 'AND') || beginsOperand(context));
    return join('and', operands);
  }

  /** Side by side means AND. */
  function beginsOperand(context: Context): boolean {
    const next = peek();
    if (!next) want(['OR', ...operandsIn(context)], slotsOfOperand(context));
    if (next?.kind === 'symbol') return next.text === '(' || next.text === '!';
    return next?.kind === 'word' || (next?.kind === 'logical' && next.text === 'NOT');
  }

  function readUnary(context: Context): FilterTree | undefined {
    let isNegated = false;
    while (accept('symbol', '!', true) || accept('logical', 'NOT', true)) isNegated = !isNegated;
    const operand = readPrimary(context);
    return operand && isNegated ? negate(operand) : operand;
  }

  function readPrimary(context: Context): FilterTree | undefined {
    const token = peek();
    if (token?.text === '(' && token.kind === 'symbol') return readNested(')', () => readOr(context));
    if (token?.kind !== 'word') {
      want(operandsIn(context), slotsOfOperand(context));
      if (tokens.length === 0) return broken('the expression is empty');
      return broken(token ? 'expected a keyword' : `expected a keyword after ${quoted(tokens.at(-1))}`);
    }
    const name = token.text;
    if (name === 'service' || name === 'edge') return readNode(token, name, context);
    if (name === 'group.name' || name === 'group.arn') return readGroup(token, name, context);
    if (name === 'rootcause.json') return readRootCauseJson(token, context);
    if ((ROOT_CAUSES as readonly string[]).includes(name)) return readRootCause(token, context);
    return readTerm(token, context);
  }

  function readNode(token: Token, kind: 'service' | 'edge', context: Context): FilterTree | undefined {
    position++;
    onlyInTrace(token, context);
    if (!expect('(')) return undefined;
    let parts: { node?: NodePattern } | { from: NodePattern; to: NodePattern } = {};
    if (kind === 'edge') {
      const from = readNodePattern();
      const to = from && expect(',') && readNodePattern();
      if (!to) return undefined;
      parts = { from, to };
    } else if (!isNext('symbol', ')')) {
      const node = readNodePattern();
      if (!node) return undefined;
      parts = { node };
    }
    if (!expect(')')) return undefined;
    const block = isNext('symbol', '{') ? readBlock(kind) : 'none';
    if (!block) return undefined;
    return { kind, ...parts, ...(block !== 'none' && { block }) } as FilterTree;
  }

  function readNodePattern(): NodePattern | undefined {
    want([], [{ kind: 'service' }]);
    const name = accept('string');
    if (name) return { by: 'name', name: name.text };
    if (!accept('word', 'id')) return broken('expected the name of a service in quotation marks, or id(…)');
    if (!expect('(')) return undefined;
    const fields: { name?: string; type?: string; accountId?: string } = {};
    do {
      const field = accept('word', 'name') ?? accept('word', 'type') ?? accept('word', 'account.id');
      if (!field) return broken('expected name, type or account.id');
      const key = field.text === 'account.id' ? 'accountId' : (field.text as 'name' | 'type');
      if (fields[key] !== undefined)
        note(
          field,
          `${field.text} is given twice`,
          undefined,
          ['name', 'type', 'account.id'].filter(
            (each) => fields[each === 'account.id' ? 'accountId' : (each as 'name')] === undefined,
          ),
        );
      if (!expect(':')) return undefined;
      if (key === 'name') want([], [{ kind: 'service' }]);
      const value = accept('string');
      if (!value) return broken(`expected text in quotation marks after "${field.text}:"`);
      fields[key] = value.text;
    } while (accept('symbol', ','));
    return expect(')') && { by: 'id', ...fields };
  }

  function readBlock(context: Context): FilterTree | undefined {
    return readNested('}', () => {
      const next = peek();
      const isEmpty = next?.kind === 'symbol' && next.text === '}';
      if (!isEmpty) return readOr(context);
      want(operandsIn(context), []);
      return broken('the block is empty');
    });
  }

  function readNested(close: ')' | '}', readInside: () => FilterTree | undefined): FilterTree | undefined {
    if (depth === MAX_NESTING) return broken(`nested deeper than ${MAX_NESTING} levels`);
    position++;
    forget();
    depth++;
    const inside = readInside();
    depth--;
    return inside && expect(close) && inside;
  }

  function readRootCause(token: Token, context: Context): FilterTree | undefined {
    position++;
    onlyInTrace(token, context);
    const [, cause, element] = token.text.split('.') as ['rootcause', RootCauseKind, RootCauseElement];
    if (!isNext('symbol', '{')) return broken(`expected "{" after ${quoted(token)}`);
    const block = readBlock(`rootcause.${cause}.${element}`);
    return block && { kind: 'rootcause', cause, element, block };
  }

  function readRootCauseJson(token: Token, context: Context): FilterTree | undefined {
    position++;
    onlyInTrace(token, context);
    if (!expect('=', 'operator')) return undefined;
    want(['#['], []);
    const json = accept('json');
    if (!json) return broken('expected # and a JSON array after "="');
    const pattern = readJsonArray(json.text);
    if (typeof pattern === 'string') note(json, pattern);
    return { kind: 'rootcause.json', pattern: typeof pattern === 'string' ? [] : pattern };
  }

  function readGroup(token: Token, name: 'group.name' | 'group.arn', context: Context): FilterTree | undefined {
    position++;
    forget();
    onlyInTrace(token, context);
    const operator = accept('operator', '=') ?? accept('operator', '!=');
    if (!operator) return broken(`expected "=" or "!=" after ${quoted(token)}`);
    want([], [{ kind: 'group' }]);
    const value = accept('string');
    if (!value) return broken(`expected text in quotation marks after ${quoted(operator)}`);
    const by = name === 'group.name' ? 'name' : 'arn';
    groups.push({ by, value: value.text, offset: value.offset, length: value.length });
    return { kind: 'group', by, operator: operator.text as '=' | '!=', value: value.text };
  }

  function readTerm(token: Token, context: Context): FilterTree | undefined {
    const keyword = readKeyword(token, context);
    if (!keyword) return undefined;
    position++;
    forget();
    const kind = keyword.name === 'annotation' ? undefined : KEYWORDS[keyword.name][0];
    const known = kind ? OPERATORS[kind] : ALL_OPERATORS;
    const operator = peek();
    if (operator?.kind !== 'operator') {
      want(known, []);
      // Before a literal, a word that is no keyword can only be meant as an operator.
      const isMeant = operator?.kind === 'word' && isFollowedByLiteral() && !isKeyword(operator.text);
      return isMeant ? broken(`unknown operator ${quoted(operator)}`) : { kind: 'term', keyword };
    }
    position++;
    forget();
    return readComparison(keyword, kind, operator);
  }

  function readComparison(keyword: Keyword, kind: ValueKind | undefined, operator: Token): Term | undefined {
    want(kind === 'boolean' ? ['true', 'false'] : [], slotsOfValue(keyword));
    const token = accept('string') ?? accept('number') ?? accept('boolean');
    if (!token) {
      const word = peek();
      const isWord = word?.kind === 'word' && (!kind || kind === 'string');
      const suggestion = isWord ? `"${text.slice(word.offset, word.offset + word.length)}"` : undefined;
      return broken(`expected ${VALUES[kind ?? 'any']} after ${quoted(operator)}`, suggestion);
    }
    const value = toLiteral(token);
    const valueKind = typeof value as ValueKind;
    if (kind && valueKind !== kind && OPERATORS[kind].includes(operator.text as Operator)) {
      note(token, `expected ${VALUES[kind]} after ${quoted(operator)}`);
    } else if (!OPERATORS[kind ?? valueKind].includes(operator.text as Operator)) {
      const known = OPERATORS[kind ?? valueKind];
      note(operator, `${quoted(operator)} does not compare ${VALUES[kind ?? valueKind]}`, undefined, known);
    }
    if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY)
      note(token, 'the number is too large');
    return { kind: 'term', keyword, comparison: { operator: operator.text as Operator, value } };
  }

  /** Unknown keywords break the grammar: their intended meaning is unknown. */
  function readKeyword(token: Token, context: Context): Keyword | undefined {
    const name = token.text;
    if (name.startsWith(ANNOTATION_KEY)) {
      if (!knowsAnnotations(context))
        note(token, `annotations have no meaning ${placeOf(context)}`, undefined, operandsIn(context));
      return { name: 'annotation', key: name.slice(ANNOTATION_KEY.length) };
    }
    if (name.startsWith('annotation.')) {
      const key = name.slice('annotation.'.length);
      if (!knowsAnnotations(context))
        note(token, `annotations have no meaning ${placeOf(context)}`, undefined, operandsIn(context));
      else if (key === '') {
        want([], [{ kind: 'annotation key' }]);
        return broken('expected the key of an annotation after "annotation."');
      } else if (!PLAIN_KEY.test(key)) {
        note(token, 'a key with other than letters, digits and _ must be in brackets', `annotation[${key}]`, [
          `annotation[${key}]`,
        ]);
      }
      return { name: 'annotation', key };
    }
    if (isSimpleKeyword(name)) {
      if (!KEYWORDS[name][1].includes(context))
        note(token, `${quoted(token)} has no meaning ${placeOf(context)}`, undefined, operandsIn(context));
      return { name };
    }
    want(operandsIn(context), []);
    return broken(`unknown keyword ${quoted(token)}`, nearest(name, operandsIn(context)));
  }

  function peek(): Token | undefined {
    return tokens[position];
  }

  function isNext(kind: Token['kind'], what: string): boolean {
    const token = peek();
    const is = token?.kind === kind && token.text === what;
    if (!is) want([what], []);
    return is;
  }

  /** @param isQuiet not to offer it: it may stand nearly everywhere */
  function accept(kind: Token['kind'], what?: string, isQuiet?: boolean): Token | undefined {
    const token = peek();
    if (token?.kind === kind && (what === undefined || token.text === what)) {
      position++;
      forget();
      return token;
    }
    if (what !== undefined && !isQuiet) want([what], []);
    return undefined;
  }

  function expect(what: string, kind: Token['kind'] = 'symbol'): Token | undefined {
    const before = tokens[position - 1];
    return accept(kind, what) ?? broken(`expected "${what}" after ${quoted(before)}`);
  }

  function want(more: readonly string[], moreSlots: readonly CompletionSlot[]): void {
    for (const candidate of more) candidates.push(candidate);
    for (const slot of moreSlots) slots.push(slot);
  }

  function forget(): void {
    if (candidates.length > 0) candidates = [];
    if (slots.length > 0) slots = [];
  }

  function onlyInTrace(token: Token, context: Context): void {
    if (context !== 'trace')
      note(token, `${quoted(token)} cannot stand ${placeOf(context)}`, undefined, operandsIn(context));
    forget();
  }

  function note(token: Token, message: string, suggestion?: string, expected: readonly string[] = []): void {
    const { offset, length } = token;
    problems.push({ message, offset, length, expected, ...(suggestion !== undefined && { suggestion }) });
  }

  /** Notes a break of the grammar at the next token; a token that is wrong in itself has its own message. */
  function broken(message: string, suggestion?: string): undefined {
    const token = peek();
    const place = token ?? ({ kind: 'wrong', offset: text.length, length: 0, text: '' } satisfies Token);
    const expected = [...new Set(candidates)];
    const unknown = token?.kind === 'word' ? nearest(token.text, expected) : undefined;
    if (token?.fault) note(token, token.fault.message, token.fault.suggestion, expected);
    else note(place, message, suggestion ?? unknown, expected);
    return undefined;
  }

  function quoted(token: Token | undefined): string {
    if (!token) return 'the beginning';
    const written = text.slice(token.offset, token.offset + token.length);
    const short = written.length > 40 ? `${written.slice(0, 40)}…` : written;
    return token.kind === 'string' ? short : `"${short}"`;
  }

  function isFollowedByLiteral(): boolean {
    const kind = tokens[position + 1]?.kind;
    return kind === 'string' || kind === 'number' || kind === 'boolean';
  }
}

function isKeyword(word: string): boolean {
  return isSimpleKeyword(word) || word.startsWith('annotation') || word.startsWith('group.');
}

const VALUES: Readonly<Record<ValueKind | 'any', string>> = {
  boolean: 'true or false',
  number: 'a number',
  string: 'text in quotation marks',
  any: 'a value',
};

/** Where a context is, as a problem says it. */
function placeOf(context: Context): string {
  return context === 'trace' ? 'outside service { }, edge { } and rootcause { }' : `in ${context} { }`;
}

function slotsOfOperand(context: Context): CompletionSlot[] {
  return knowsAnnotations(context) ? [{ kind: 'annotation key' }] : [];
}

function slotsOfValue(keyword: Keyword): CompletionSlot[] {
  switch (keyword.name) {
    case 'annotation':
      return [{ kind: 'annotation value', key: keyword.key }];
    case 'user':
      return [{ kind: 'user' }];
    case 'http.url':
      return [{ kind: 'url' }];
    case 'name':
      return [{ kind: 'service' }];
    default:
      return [];
  }
}

function toLiteral(token: Token): Literal {
  if (token.kind === 'string') return token.text;
  if (token.kind === 'boolean') return token.text === 'true';
  return Number(token.text) || 0; // and no -0, which would be written as 0
}

/** @returns the array, or what is wrong with it */
function readJsonArray(text: string): readonly JsonValue[] | string {
  try {
    const value: unknown = JSON.parse(text, (_, inner: unknown) =>
      typeof inner === 'number' ? toFinite(inner) : inner,
    );
    return Array.isArray(value) ? (value as JsonValue[]) : 'expected a JSON array behind #';
  } catch {
    return 'the text behind # is not JSON, or a number in it is too large';
  }
}

function toFinite(value: number): number {
  if (!Number.isFinite(value)) throw new RangeError();
  return value || 0;
}
