import { readFileSync } from 'node:fs';
import { format, parse } from '@otel-xray/filter-expression';
import { describe, expect, it } from 'vitest';

interface Case {
  readonly id: string;
  readonly expression: string;
  readonly error?: true;
}

const { cases, groups } = JSON.parse(readFileSync(new URL('cases.json', import.meta.url), 'utf8')) as {
  cases: Case[];
  groups: { name: string; filter: string }[];
};
const groupNames = new Set(groups.map(({ name }) => name));

describe('filter expression cases', () => {
  it.each(cases.filter(({ error }) => !error))('$id reads $expression', ({ expression }) => {
    const { tree, problems, groups: named } = parse(expression);
    expect(problems).toEqual([]);
    expect(tree && parse(format(tree)).tree).toEqual(tree);
    expect(named.filter(({ value }) => !groupNames.has(value))).toEqual([]);
  });

  it.each(cases.filter(({ error }) => error))('$id refuses $expression', ({ expression }) => {
    const { tree, problems, groups: named } = parse(expression);
    const unknownGroup = named.find(({ value }) => !groupNames.has(value));
    expect(tree === undefined || unknownGroup !== undefined).toBe(true);
    const { offset, length } = problems[0] ?? unknownGroup ?? { offset: -1, length: 0 };
    expect(offset).toBeGreaterThanOrEqual(0);
    expect(offset + length).toBeLessThanOrEqual(expression.length);
  });
});
