import type MagicString from 'magic-string';
import { isNode, type Node, walk } from './nodes.ts';
import type { Source } from './source.ts';

/** The white space in front of the line that holds an offset. */
export function indentOf(text: string, offset: number): string {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(lineStart, offset))?.[0] ?? '';
}

/** One step of indentation, as the file has it. */
export function indentUnit(text: string): string {
  if (/^\t/m.test(text)) return '\t';
  const widths = [...text.matchAll(/^( +)\S/gm)].map(([, blanks]) => blanks?.length ?? 0).filter((width) => width > 1);
  return ' '.repeat(widths.length > 0 ? Math.min(...widths) : 2);
}

export function newlineOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** The quotes that the file uses more often, a single quote where it uses none. */
function quoteOf(text: string): string {
  const count = (quote: string): number => text.split(quote).length - 1;
  return count('"') > count("'") ? '"' : "'";
}

/** `;` where the file ends its statements with one. */
export function semicolonOf(text: string): string {
  return /;[ \t]*(?:\/\/.*)?\r?$/m.test(text) ? ';' : '';
}

/** A string with quotes of the file. */
export function quoted(source: Source, text: string): string {
  const quote = quoteOf(source.text);
  return `${quote}${text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`)}${quote}`;
}

/**
 * Removes statements that follow each other, with their lines where nothing else is on them, and one of two empty lines around them.
 * @param keepsBlank another text replaces them
 */
export function removeStatements(
  source: Source,
  text: MagicString,
  first: Node,
  last: Node,
  keepsBlank: boolean,
): void {
  const original = source.text;
  let { start } = first;
  let { end } = last;
  const lineStart = original.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = original.indexOf('\n', end);
  const isAlone =
    /^[ \t]*$/.test(original.slice(lineStart, start)) &&
    /^[ \t\r]*$/.test(original.slice(end, lineEnd < 0 ? original.length : lineEnd));
  if (isAlone) {
    start = lineStart;
    end = lineEnd < 0 ? original.length : lineEnd + 1;
    // At the beginning of a file or a block, or below an empty line.
    const isBlankBefore = start === 0 || /(?:\n[ \t]*|\{[ \t]*)\r?\n$/.test(original.slice(0, start));
    const blankAfter = /^[ \t]*\r?\n/.exec(original.slice(end));
    if (isBlankBefore && blankAfter && !keepsBlank) end += blankAfter[0].length;
  }
  text.remove(start, end);
}

/** Moves the lines of a range to the right, but those that begin inside a string. */
export function indentLines(
  source: Source,
  text: MagicString,
  node: Node,
  { from, to, removed }: { readonly from: number; readonly to: number; readonly removed: ReadonlySet<Node> },
): void {
  const unit = indentUnit(source.text);
  const texts: Node[] = [];
  walk(node, (inner) => {
    if (isNode(inner, 'TemplateLiteral', 'JSXText')) texts.push(inner);
    return undefined;
  });
  for (let at = source.text.indexOf('\n', from); at >= 0 && at < to; at = source.text.indexOf('\n', at + 1)) {
    const lineStart = at + 1;
    const isEmpty = /^[ \t]*\r?(?:\n|$)/.test(source.text.slice(lineStart));
    if (lineStart >= to || isEmpty || texts.some(({ start, end }) => start < lineStart && lineStart < end)) continue;
    const isRemoved = [...removed].some(
      ({ start, end }) => source.text.lastIndexOf('\n', start) < lineStart && lineStart <= end,
    );
    if (!isRemoved) text.appendLeft(lineStart, unit);
  }
}
