/** Kind of a token, enough to colour it; `wrong` is valid nowhere, and has a reason. */
export type TokenKind = 'word' | 'logical' | 'operator' | 'boolean' | 'number' | 'string' | 'symbol' | 'json' | 'wrong';

/** A piece of the text; between tokens there is only white space. Offsets and lengths are in UTF-16 units. */
export interface Token {
  readonly kind: TokenKind;
  readonly offset: number;
  readonly length: number;
  /**
   * Normal form: words in lower case, operators and AND, OR, NOT in upper case, a string without quotation marks, the key of an
   * annotation.
   */
  readonly text: string;
  /** Its problem, and a replacement; only with `wrong`. */
  readonly fault?: TokenFault;
}

export interface TokenFault {
  readonly message: string;
  readonly suggestion?: string;
}

/** How deep parentheses, blocks and JSON may nest. Ours: X-Ray states no limit. */
export const MAX_NESTING = 100;

/** The word before an annotation's key in brackets. */
export const ANNOTATION_KEY = 'annotation[';

/** Cuts any text into tokens in one pass, to its end. Never throws. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = skipBlanks(text, 0); at < text.length; ) {
    const token = readToken(text, at);
    tokens.push(token);
    at = skipBlanks(text, at + token.length);
  }
  return tokens;
}

function readToken(text: string, at: number): Token {
  const first = text[at] as string;
  if (first === '"') return readString(text, at);
  if (first === '#') return readJson(text, at);
  if (isDigit(first) || ((first === '+' || first === '-') && isDigit(text[at + 1]))) return readNumber(text, at);
  if (isWordStart(first)) return readWord(text, at);
  return readSymbol(text, at);
}

function readWord(text: string, at: number): Token {
  const end = skipWord(text, at);
  const word = text.slice(at, end);
  const lower = word.toLowerCase();
  if (lower === 'annotation') {
    const bracket = skipBlanks(text, end);
    if (text[bracket] === '[') return readBracketedKey(text, at, bracket);
  }
  const length = end - at;
  if (LOGICAL.has(lower)) return { kind: 'logical', offset: at, length, text: word.toUpperCase() };
  if (WORD_OPERATORS.has(lower)) return { kind: 'operator', offset: at, length, text: word.toUpperCase() };
  if (lower === 'true' || lower === 'false') return { kind: 'boolean', offset: at, length, text: lower };
  // The key of an annotation keeps its letter case.
  const counts = lower.startsWith('annotation.') ? `annotation.${word.slice(11)}` : lower;
  return { kind: 'word', offset: at, length, text: counts };
}

const LOGICAL: ReadonlySet<string> = new Set(['and', 'or', 'not']);
const WORD_OPERATORS: ReadonlySet<string> = new Set(['contains', 'beginswith', 'endswith']);

function readBracketedKey(text: string, at: number, bracket: number): Token {
  const start = skipBlanks(text, bracket + 1);
  let end = start;
  while (end < text.length && !'[]"'.includes(text[end] as string) && !isBlank(text[end])) end++;
  const close = skipBlanks(text, end);
  const length = close - at + 1;
  if (end > start && text[close] === ']') {
    return { kind: 'word', offset: at, length, text: ANNOTATION_KEY + text.slice(start, end) };
  }
  const message =
    end === start ? 'expected the key of an annotation in [ ]' : 'expected "]" after the key of the annotation';
  return wrong(text, at, Math.max(end, bracket + 1), { message });
}

function readString(text: string, at: number): Token {
  let value = '';
  let from = at + 1;
  let fault: TokenFault | undefined;
  for (let i = from; i < text.length; i++) {
    if (text[i] === '"') {
      const end = i + 1;
      if (fault) return wrong(text, at, end, fault);
      return { kind: 'string', offset: at, length: end - at, text: value + text.slice(from, i) };
    }
    if (text[i] !== '\\') continue;
    value += text.slice(from, i);
    from = ++i;
    if (text[i] !== '"' && text[i] !== '\\') fault ??= { message: 'in a string, only " and \\ follow a backslash' };
  }
  return wrong(text, at, text.length, { message: 'the string is not closed' });
}

/** `#` and a JSON array: up to its last bracket; whether it is JSON is for the parser to see. */
function readJson(text: string, at: number): Token {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = at + 1; i < text.length; i++) {
    const char = text[i] as string;
    if (inString) {
      if (char === '\\') i++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '[' || char === '{') deepest = Math.max(deepest, ++depth);
    else if ((char === ']' || char === '}') && --depth <= 0) {
      if (deepest > MAX_NESTING) return wrong(text, at, i + 1, { message: `nested deeper than ${MAX_NESTING} levels` });
      return { kind: 'json', offset: at, length: i + 1 - at, text: text.slice(at + 1, i + 1) };
    }
  }
  return wrong(text, at, text.length, { message: 'the JSON array behind # is not closed' });
}

function readNumber(text: string, at: number): Token {
  let end = skipDigits(text, at + (isDigit(text[at]) ? 0 : 1));
  if (text[end] === '.' && isDigit(text[end + 1])) end = skipDigits(text, end + 1);
  if (text[end] === 'e' || text[end] === 'E') {
    const digits = text[end + 1] === '+' || text[end + 1] === '-' ? end + 2 : end + 1;
    if (isDigit(text[digits])) end = skipDigits(text, digits);
  }
  const wordEnd = skipWord(text, end);
  const number = text.slice(at, end);
  if (wordEnd > end) {
    const message = 'a number has no unit and no other letters; times are in seconds';
    return wrong(text, at, wordEnd, suggestSeconds(number, text.slice(end, wordEnd), message));
  }
  return { kind: 'number', offset: at, length: end - at, text: number };
}

function suggestSeconds(number: string, unit: string, message: string): TokenFault {
  const factor = { ms: 1000, s: 1 }[unit.toLowerCase()];
  const seconds = factor && Number(number) / factor;
  return seconds !== undefined && Number.isFinite(seconds) ? { message, suggestion: String(seconds) } : { message };
}

function readSymbol(text: string, at: number): Token {
  const two = text.slice(at, at + 2);
  const instead = INSTEAD[two];
  if (instead) return wrong(text, at, at + 2, { message: `"${two}" is not an operator`, suggestion: instead });
  if (two === '!=' || two === '<=' || two === '>=') return { kind: 'operator', offset: at, length: 2, text: two };
  const one = text[at] as string;
  if (one === '=' || one === '<' || one === '>') return { kind: 'operator', offset: at, length: 1, text: one };
  if ('!(){},:'.includes(one)) return { kind: 'symbol', offset: at, length: 1, text: one };
  if (one === "'") return readSingleQuoted(text, at);
  return wrong(text, at, at + 1, { message: `unexpected ${one}` });
}

const INSTEAD: Readonly<Record<string, string>> = {
  '==': '=',
  '<>': '!=',
  '=>': '>=',
  '=<': '<=',
  '&&': 'AND',
  '||': 'OR',
};

function readSingleQuoted(text: string, at: number): Token {
  const close = text.indexOf("'", at + 1);
  const message = 'text must be in double quotation marks';
  if (close === -1) return wrong(text, at, text.length, { message });
  const suggestion = `"${text.slice(at + 1, close).replace(/["\\]/g, '\\$&')}"`;
  return wrong(text, at, close + 1, { message, suggestion });
}

function wrong(text: string, offset: number, end: number, fault: TokenFault): Token {
  return { kind: 'wrong', offset, length: end - offset, text: text.slice(offset, end), fault };
}

function skipBlanks(text: string, from: number): number {
  let i = from;
  while (i < text.length && isBlank(text[i])) i++;
  return i;
}

function skipDigits(text: string, from: number): number {
  let i = from;
  while (isDigit(text[i])) i++;
  return i;
}

/** A word runs over dots, dashes and letters of any script, so that a problem covers the whole of it. */
function skipWord(text: string, from: number): number {
  let i = from;
  while (i < text.length && (isWordStart(text[i] as string) || isDigit(text[i]) || text[i] === '.' || text[i] === '-'))
    i++;
  return i;
}

function isWordStart(char: string): boolean {
  return (
    (char >= 'a' && char <= 'z') || (char >= 'A' && char <= 'Z') || char === '_' || (char > '\x7f' && !isBlank(char))
  );
}

function isDigit(char: string | undefined): boolean {
  return char !== undefined && char >= '0' && char <= '9';
}

function isBlank(char: string | undefined): boolean {
  return char !== undefined && (char <= ' ' || char > '\x7e') && char.trim() === '';
}
