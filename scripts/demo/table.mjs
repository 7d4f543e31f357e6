// Columns of text; a cell may hold colours, which take no room.
const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/** How wide a text is without its colours. */
const widthOf = (text) => text.replace(COLOUR, '').length;

/** The text filled up to a width, at its end or, for numbers, at its start. */
function pad(text, width, side = 'end') {
  const blanks = ' '.repeat(Math.max(0, width - widthOf(text)));
  return side === 'end' ? text + blanks : blanks + text;
}

/** Rows as lines, each column as wide as its widest cell; `sides` says of each column where it is filled up. */
export function table(rows, sides) {
  const widths = sides.map((_, column) => Math.max(...rows.map((row) => widthOf(row[column]))));
  return rows.map((row) =>
    row
      .map((cell, column) => pad(cell, widths[column], sides[column]))
      .join('  ')
      .trimEnd(),
  );
}
