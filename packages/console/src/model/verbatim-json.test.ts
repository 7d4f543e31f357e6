import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prettyVerbatim } from './verbatim-json.ts';

describe('prettyVerbatim', () => {
  it.each([
    ['{"b":1.10,"a":9007199254740993,"b":1e3}', '{\n  "b": 1.10,\n  "a": 9007199254740993,\n  "b": 1e3\n}'],
    ['{ "10" : [ ] , "9" : {}, "s":"a: {b}, \\"c\\"" }', '{\n  "10": [],\n  "9": {},\n  "s": "a: {b}, \\"c\\""\n}'],
    ['[1,[true,null]]', '[\n  1,\n  [\n    true,\n    null\n  ]\n]'],
    ['', ''],
    ['{"open', '{\n  "open'],
  ])('%s', (text, pretty) => expect(prettyVerbatim(text)).toBe(pretty));

  it('is JSON.stringify with two blanks, for what JSON.stringify wrote', () => {
    fc.assert(
      fc.property(fc.json({ depthSize: 'medium' }), (text) => {
        const value: unknown = JSON.parse(text);
        expect(prettyVerbatim(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
      }),
    );
  });

  it('is linear in the length', () => {
    const text = `[${'{"a":[1,"x"]},'.repeat(75_000)}0]`;
    const started = performance.now();
    expect(prettyVerbatim(text).length).toBeGreaterThan(text.length);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
