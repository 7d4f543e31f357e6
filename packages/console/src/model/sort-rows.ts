/** Sorts rows by a column, `-` in front for downwards; rows without a value come last. Ties stay in their order. */
export function sortRows<Row>(
  rows: readonly Row[],
  sort: string,
  valueIn: (row: Row, column: string) => string | number | boolean | undefined,
): Row[] {
  const isDown = sort.startsWith('-');
  const column = isDown ? sort.slice(1) : sort;
  return rows.toSorted((a, b) => {
    const [x, y] = [valueIn(a, column), valueIn(b, column)];
    if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined);
    const order = typeof x === typeof y ? (x < y ? -1 : x > y ? 1 : 0) : typeof x < typeof y ? -1 : 1;
    return isDown ? -order : order;
  });
}
