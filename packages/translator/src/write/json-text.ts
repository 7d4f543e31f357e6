export const QUOTE = 34;
export const BACKSLASH = 92;

/** Whether JSON.stringify gives the string without escaped surrogates. Node 18 has no test for it. */
export function isWellFormed(text: string): boolean {
  return (text as { isWellFormed?(): boolean }).isWellFormed?.() === true;
}

export function isHighSurrogate(c: number): boolean {
  return (c & 0xfc00) === 0xd800;
}

export function isLowSurrogate(c: number): boolean {
  return (c & 0xfc00) === 0xdc00;
}

/** UTF-8 of a code point from U+0080 on; half of a surrogate pair, which has none, becomes U+FFFD. */
export function writePoint(buffer: Uint8Array, from: number, given: number): number {
  const point = given >= 0xd800 && given <= 0xdfff ? 0xfffd : given;
  let at = from;
  if (point < 0x800) {
    buffer[at++] = 0xc0 | (point >> 6);
  } else {
    if (point < 0x10000) {
      buffer[at++] = 0xe0 | (point >> 12);
    } else {
      buffer[at++] = 0xf0 | (point >> 18);
      buffer[at++] = 0x80 | ((point >> 12) & 0x3f);
    }
    buffer[at++] = 0x80 | ((point >> 6) & 0x3f);
  }
  buffer[at++] = 0x80 | (point & 0x3f);
  return at;
}

/**
 * Whether one of four ASCII characters may be a control character, a quote or a backslash. Subtracting borrows from the highest bit of
 * each byte that is too small; a neighbour's borrow may hit one that is not, which costs only a closer look.
 */
export function mayNeedEscape(four: number): boolean {
  const controls = four - 0x20202020;
  const quotes = (four ^ 0x22222222) - 0x01010101;
  const backslashes = (four ^ 0x5c5c5c5c) - 0x01010101;
  return ((controls | quotes | backslashes) & 0x80808080) !== 0;
}

/** As JSON.stringify escapes it. Strings that hold JSON have a quote every few characters. */
export function writeEscape(buffer: Uint8Array, from: number, c: number): number {
  const letter = c === QUOTE || c === BACKSLASH ? c : ESCAPE_LETTERS.charCodeAt(c - FIRST_ESCAPE_LETTER);
  buffer[from] = BACKSLASH;
  if (letter > BLANK) {
    buffer[from + 1] = letter;
    return from + 2;
  }
  const escaped = `u${c.toString(16).padStart(4, '0')}`;
  for (let i = 0; i < escaped.length; i++) buffer[from + 1 + i] = escaped.charCodeAt(i);
  return from + 1 + escaped.length;
}

/** The letters of U+0008 to U+000D; U+000B has none. */
const ESCAPE_LETTERS = 'btn fr';
const FIRST_ESCAPE_LETTER = 8;
const BLANK = 32;
