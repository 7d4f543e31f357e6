import { parse } from '@otel-xray/filter-expression';
import { expect, it } from 'vitest';
import { describeProblem } from './filter-problem.ts';

it.each([
  ['responstime > 5', 'At 1: unknown keyword "responstime"; did you mean responsetime?'],
  ['user =', 'At 7: expected text in quotation marks after "="'],
  ['ok > 1', 'At 4: ">" does not compare true or false; expected = or !='],
  ['annotation.a CONTAINS 5', 'At 14: "CONTAINS" does not compare a number; expected =, !=, <, <=, > or >='],
  [
    'root',
    'At 1: "root" has no meaning outside service { }, edge { } and rootcause { }; expected a keyword such as ok, error, fault or throttle',
  ],
  ['service("web") { }', 'At 18: the block is empty; expected a keyword such as ok, error, fault or throttle'],
  ['service(id(name: "a", name: "b"))', 'At 23: name is given twice; expected type or account.id'],
  [
    'service("a") { service("b") }',
    'At 16: "service" cannot stand in service { }; expected a keyword such as ok, error, fault or throttle',
  ],
])('%s: %s', (text, sentence) => {
  const [problem] = parse(text).problems;
  expect(problem && describeProblem(problem)).toBe(sentence);
});
