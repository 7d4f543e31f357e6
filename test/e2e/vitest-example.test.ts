import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root, runNode } from './run-process.ts';

it('runs the tests of examples/vitest, whose snapshot is the same every time', async () => {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const { code, output } = await runNode(
    [vitest, 'run', '--update=none'],
    { CI: 'true' },
    join(root, 'examples/vitest'),
  ).ended;
  expect(output).toMatch(/Tests +2 passed/);
  expect(code).toBe(0);
});
