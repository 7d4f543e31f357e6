import { describe, expect, it } from 'vitest';
import { showValue, wrongOption } from './options.ts';

describe('wrongOption', () => {
  it('names the option, what it must be, and the value', () => {
    expect(wrongOption('port', 70_000, 'a port from 0 to 65535')).toEqual(
      new TypeError('Option "port" must be a port from 0 to 65535, got 70000.'),
    );
  });

  it.each([
    ['text', '"text"'],
    ['say "hi"', '"say \\"hi\\""'],
    ['x'.repeat(300), `"${'x'.repeat(200)}…"`],
    [Number.NaN, 'NaN'],
    [5n, '5'],
    [null, 'null'],
    [undefined, 'undefined'],
    [Symbol('s'), 'Symbol(s)'],
    [[1], 'a list'],
    [() => {}, 'a function'],
    [{ secret: 'x' }, 'an object (Object)'],
    [Object.create(null), 'an object (no class)'],
    [new Date(0), 'an object (Date)'],
  ])('shows %o as %s', (value, text) => {
    expect(showValue(value)).toBe(text);
  });
});
