import { expect, it } from 'vitest';
import { subjectProblem } from './subject.mjs';

it.each([
  ['fix(propagator): keep Lineage when Parent is missing', undefined],
  ['refactor(local,codemod): call one piece', undefined],
  ['feat!: pass documents', undefined],
  ['test: check prose', undefined],
  ['keep Lineage', 'expected "type(scope): verb …"'],
  ['fix(propagator): kept', undefined],
  ['fix(propagator): fixed Lineage', 'expected an imperative, got "fixed"'],
  ['fix(propagator): keeps Lineage', 'expected an imperative, got "keeps"'],
  ['fix(propagator): Keep Lineage', 'expected a lower case verb'],
  ['fix(propagator): keep Lineage.', 'expected no full stop'],
  [`fix: add ${'x'.repeat(64)}`, '73 columns (limit 72)'],
])('subject %j', (subject, problem) => {
  expect(subjectProblem(subject)).toBe(problem);
});
