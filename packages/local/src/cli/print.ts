import { stringifyVerbatim } from '../ground/number-literals.ts';
import { link } from '../terminal/paint.ts';
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

/** Prints a value as JSON, indented, with numbers as they were parsed. */
export function printJson(value: unknown): void {
  printLines([stringifyVerbatim(value, value, 2)]);
}

/** Prints a line for each trace; in a terminal its id leads to the console. */
export function printTraces(summaries: readonly LineSummary[], endpoint: string): void {
  const rows = summaries.map((summary) => {
    const cells = traceCells(summary);
    return [...cells.slice(0, -1), link(cells.at(-1) ?? '', pageOf(summary.Id, endpoint))];
  });
  printLines(table(rows, TRACE_SIDES, TRACE_WIDTHS));
}

/** Where the console shows a trace. */
export function pageOf(traceId: string, endpoint: string): string {
  return `${endpoint}/#/traces/${traceId}`;
}
