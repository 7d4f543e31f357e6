/**
 * Splits a text into the JSON values that follow each other in it, with or without lines between: `{…}{…}`, pretty-printed ones too.
 * @returns the values as texts with the line each begins on, from 1; the last one is what remains where it is no whole value
 */
export function splitValues(text: string): { readonly value: string; readonly line: number }[] {
  const values: { value: string; line: number }[] = [];
  let line = 1;
  let at = 0;
  while (at < text.length) {
    const blank = /^[\s,]*/.exec(text.slice(at, at + MAX_BLANKS))?.[0] ?? '';
    line += countLines(blank);
    at += blank.length;
    if (blank.length === MAX_BLANKS) continue;
    if (at >= text.length) break;
    const value = text.slice(at, endOfValue(text, at));
    values.push({ value, line });
    line += countLines(value);
    at += value.length;
  }
  return values;
}

const MAX_BLANKS = 4_096;

/** Behind the bracket that closes the one at `from`, or behind the line of anything else. */
function endOfValue(text: string, from: number): number {
  if (text[from] !== '{' && text[from] !== '[') {
    const end = text.indexOf('\n', from);
    return end < 0 ? text.length : end;
  }
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const c = text[at];
    if (c === '"') at = endOfText(text, at);
    else if (c === '{' || c === '[') depth++;
    else if (c === '}' || c === ']') depth--;
    if (depth === 0) return at + 1;
  }
  return text.length;
}

function endOfText(text: string, quote: number): number {
  for (let at = text.indexOf('"', quote + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text[at - 1 - slashes] === '\\') slashes++;
    if (slashes % 2 === 0) return at;
  }
  return text.length;
}

function countLines(text: string): number {
  return text.split('\n').length - 1;
}
