import { expect, it } from 'vitest';
import { link } from './paint.ts';
import { table } from './table.ts';

it('links take no room, and are plain text where nobody looks', () => {
  const linked = link('1-abc', 'http://127.0.0.1:2000/#/traces/1-abc', true);
  expect(linked).toContain('http://127.0.0.1:2000/#/traces/1-abc');
  expect(
    table(
      [
        [linked, 'x'],
        ['1-abcdef', 'y'],
      ],
      ['end', 'end'],
    ),
  ).toEqual([`${linked}     x`, '1-abcdef  y']);
  expect(link('1-abc', 'http://h/', false)).toBe('1-abc');
});
