import { makeSpan } from '@otel-xray/test-kit';
import { expect, it } from 'vitest';
import { createTranslator } from '../../test/checked-translator.ts';

const STACK = ['Error: boom', 'at a (/srv/a.js:1:2)', 'at b (/srv/b.js:3:4)', 'at c (/srv/c.js:5:6)'].join('\n    ');

it.each([
  [3, [], undefined],
  [2, ['exception.stacktrace'], 1],
])('a repeated stack is written and reported as the first time, with at most %d frames', (max, told, missing) => {
  const attributes = { 'exception.type': 'Error', 'exception.message': 'boom', 'exception.stacktrace': STACK };
  const span = makeSpan({ events: [{ name: 'exception', time: [1_700_000_000, 0], attributes }] });
  const idGenerator = { generateSpanId: () => '00000000000000aa' };
  const translator = createTranslator({ maxStackFrames: max, idGenerator });
  const first = translator.translate([span]);
  expect(translator.translate([span])).toEqual(first);
  expect(first.report.truncated).toEqual(told);
  const { cause } = first.documents[0]!;
  expect(cause).toMatchObject({ exceptions: [{ stack: { length: max } }] });
  expect(typeof cause === 'object' && cause.exceptions?.[0]?.truncated).toBe(missing);
});
