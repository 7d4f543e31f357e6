import fc from 'fast-check';
import { expect, it } from 'vitest';
import { migrate } from './migrate.ts';

type Part = (indent: string) => string;

const block = (head: string, parts: readonly Part[], tail: string): Part => {
  return (indent) => `${indent}${head}\n${parts.map((part) => part(`${indent}  `)).join('')}${indent}${tail}\n`;
};

const statement: fc.Arbitrary<Part> = fc
  .constantFrom('work();', 'if (a) work();', 'const list = [1, 2];', '// a comment', '')
  .map((text) => (indent: string) => (text === '' ? '\n' : `${indent}${text}\n`));

/** Captured functions, runs and blocks inside one another, indented by two spaces. */
const { part } = fc.letrec<{ part: Part; nested: Part }>((tie) => {
  const parts = fc.array(tie('part'), { minLength: 1, maxLength: 3 });
  return {
    part: fc.oneof({ depthSize: 'small', withCrossShrink: true }, statement, tie('nested')),
    nested: fc.oneof(
      parts.map((inner) => block("X.captureFunc('sync', (sub) => {", inner, '});')),
      parts.map((inner) => block("X.captureFunc('plain', () => {", inner, '});')),
      parts.map((inner) =>
        block("await X.captureAsyncFunc('async', async (sub) => {", [...inner, (at) => `${at}sub.close();\n`], '});'),
      ),
      parts.map((inner) =>
        block(
          'ns.run(async () => {',
          [(at) => `${at}const segment = new X.Segment('s');\n${at}X.setSegment(segment);\n`, ...inner],
          '});',
        ),
      ),
      parts.map((inner) => block('if (a) {', inner, '}')),
    ),
  };
});

const program = fc
  .array(part, { minLength: 1, maxLength: 3 })
  .map((parts) => block('module.exports = async (a, work) => {', parts, '};')(''))
  .map((body) => `const X = require('aws-xray-sdk-core');\nconst ns = X.getNamespace();\n${body}`);

/** The lines that begin with a closing bracket and are not below the beginning of the line that opened it. */
function misaligned(code: string): string[] {
  const open: number[] = [];
  const wrong: string[] = [];
  for (const line of code.split('\n')) {
    const indent = line.search(/\S/);
    let isFirst = true;
    for (const bracket of line.replace(/\/\/.*/, '').match(/[{}]/g) ?? []) {
      if (bracket === '{') open.push(indent);
      else {
        const opened = open.pop();
        if (isFirst && line.trim().startsWith('}') && opened !== indent) wrong.push(line);
      }
      isFirst = false;
    }
  }
  return wrong;
}

it('keeps brackets below the line that opened them, in functions inside functions', () => {
  fc.assert(
    fc.property(program, (text) => {
      expect(misaligned(text)).toEqual([]);
      expect(misaligned(migrate('a.js', text).code)).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
