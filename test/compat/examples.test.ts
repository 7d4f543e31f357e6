import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as filterExpression from '@otel-xray/filter-expression';
import * as format from '@otel-xray/format';
import { expect, it } from 'vitest';

const packages = join(import.meta.dirname, '../../packages');

/** Examples in docstrings of the form `expression // value`. */
const examplesOf = (name: string): [expression: string, value: string][] =>
  globSync('src/**/*.ts', { cwd: join(packages, name) })
    .filter((file) => !file.endsWith('.test.ts'))
    .flatMap((file) => [
      ...readFileSync(join(packages, name, file), 'utf8').matchAll(/^ \* @example (.+) \/\/ (.+)$/gm),
    ])
    .map(([, expression = '', value = '']) => [expression, value]);

const evaluate = (expression: string, names: object): unknown =>
  new Function(...Object.keys(names), `return ${expression}`)(...Object.values(names));

it.each(examplesOf('format'))('format: %s is %s', (expression, value) => {
  expect(evaluate(expression, format)).toEqual(evaluate(value, {}));
});

it.each(examplesOf('filter-expression'))('filter-expression: %s is %s', (expression, value) => {
  expect(evaluate(expression, filterExpression)).toEqual(evaluate(value, {}));
});
