import { table } from '../terminal/table.ts';
import { type LineSummary, TRACE_SIDES, TRACE_WIDTHS, traceCells } from '../terminal/trace-line.ts';

/** Prints lines to the standard output. */
export function printLines(lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
}

/** `2 documents refused`, `1 document refused`: the first plural becomes one. */
export function counted(number: number, what: string): string {
  return `${number} ${number === 1 ? what.replace(/s\b/, '') : what}`;
}

/** Prints a value as JSON, indented. */
export function printJson(value: unknown): void {
  printLines([JSON.stringify(value, null, 2)]);
}

/** Prints a line for each trace. */
export function printTraces(summaries: readonly LineSummary[]): void {
  printLines(table(summaries.map(traceCells), TRACE_SIDES, TRACE_WIDTHS));
}
