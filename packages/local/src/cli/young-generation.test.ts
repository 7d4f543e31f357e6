import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const MIB = 2 ** 20;
const PROGRAM = `
import { getHeapSpaceStatistics } from 'node:v8';
import { limitYoungGeneration } from ${JSON.stringify(join(import.meta.dirname, 'young-generation.ts'))};
if (process.argv[1] === 'limited') limitYoungGeneration(${16 * MIB});
let kept = [];
let largest = 0;
for (let turn = 0; turn < 300; turn++) {
  for (let i = 0; i < 10_000; i++) kept.push({ i, list: [i] });
  if (turn % 30 === 0) kept = [];
  largest = Math.max(largest, getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size);
  await new Promise(setImmediate);
}
console.log(largest);
`;

const largestOf = (argument: string): number => {
  const args = ['--no-warnings', '--input-type=module', '-e', PROGRAM, argument];
  return Number(spawnSync(process.execPath, args, { encoding: 'utf8' }).stdout);
};

it('holds the young generation near its limit, which it exceeds without', () => {
  expect(largestOf('limited')).toBeLessThanOrEqual(40 * MIB);
  expect(largestOf('unlimited')).toBeGreaterThan(40 * MIB);
});
