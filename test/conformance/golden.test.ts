import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { answerGolden, goldenAnswerPath, goldenCases } from './golden.ts';

it.each(goldenCases())('golden %s', (name) => {
  expect(answerGolden(name)).toEqual(JSON.parse(readFileSync(goldenAnswerPath(name), 'utf8')));
});
