import { stripVTControlCharacters } from 'node:util';

/** Where a column is filled up: at the end, or, for numbers, at the start. */
export type Side = 'end' | 'start';

/**
 * Rows as lines, each column as wide as its widest cell; a cell may hold colours, which take no room.
 * @param least how wide columns are at least, for lines that are printed one by one
 */
export function table(
  rows: readonly (readonly string[])[],
  sides: readonly Side[],
  least: readonly number[] = [],
): string[] {
  const widths = sides.map((_, column) =>
    rows.reduce((width, row) => Math.max(width, widthOf(row[column] ?? '')), least[column] ?? 0),
  );
  return rows.map((row) =>
    sides
      .map((side, column) => pad(row[column] ?? '', widths[column] ?? 0, side))
      .join('  ')
      .trimEnd(),
  );
}

function pad(text: string, width: number, side: Side): string {
  const blanks = ' '.repeat(Math.max(0, width - widthOf(text)));
  return side === 'end' ? text + blanks : blanks + text;
}

function widthOf(text: string): number {
  return stripVTControlCharacters(text).length;
}
