import { stripVTControlCharacters } from 'node:util';

/** An answer that fits a context window. */
const MAX_CHARACTERS = 12_000;

/** Lines as one text without colours, cut where it becomes too long, which it says. */
export function toText(lines: readonly string[]): string {
  const kept: string[] = [];
  let length = 0;
  for (const [at, line] of lines.entries()) {
    const plain = stripVTControlCharacters(line).trimEnd();
    length += plain.length + 1;
    if (length > MAX_CHARACTERS) {
      kept.push(`… ${lines.length - at} more lines. Ask for less: a filter, a shorter range, a smaller limit.`);
      break;
    }
    kept.push(plain);
  }
  return kept.join('\n');
}

/** `12.3 ms` of seconds. */
export function millis(seconds: number): string {
  return `${(seconds * 1_000).toFixed(1)} ms`;
}
