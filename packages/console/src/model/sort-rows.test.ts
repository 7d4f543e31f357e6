import { expect, it } from 'vitest';
import { sortRows } from './sort-rows.ts';

const rows = [{ a: 2, b: 'x' }, { a: 10, b: 'y' }, { b: 'z' }, { a: 2, b: 'v' }];

it.each([
  ['a', ['x', 'v', 'y', 'z']],
  ['-a', ['y', 'x', 'v', 'z']],
  ['b', ['v', 'x', 'y', 'z']],
  ['-b', ['z', 'y', 'x', 'v']],
])('by %s', (sort, order) => {
  expect(sortRows(rows, sort, (row, column) => row[column as 'a' | 'b']).map(({ b }) => b)).toEqual(order);
});

it('sorts values of different types apart', () => {
  expect(sortRows([true, 'b', 3, 'a', 1], 'x', (row) => row)).toEqual([true, 1, 3, 'a', 'b']);
});
