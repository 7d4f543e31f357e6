import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root, runNode } from './run-process.ts';

it('runs the tests of examples/jest', async () => {
  const jest = join(root, 'node_modules/jest/bin/jest.js');
  const { code, errors } = await runNode([jest, '--ci', '--no-color'], {}, join(root, 'examples/jest')).ended;
  expect(errors).toMatch(/Tests: +2 passed, 2 total/);
  expect(code).toBe(0);
});
