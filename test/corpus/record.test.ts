import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const RECORD = join(import.meta.dirname, 'record.mjs');
/** Scenarios without servers, whose packages install in seconds: `cheap` in their files. */
const CHEAP = ['http', 'express-5', 'undici', 'aws-dynamodb', 'aws-s3', 'aws-sqs'];

// The first run installs packages.
it('records the cheap scenarios byte for byte as they were recorded', { timeout: 300_000 }, () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [RECORD, ...CHEAP, '--sdk', '3', '--compare'], {
    encoding: 'utf8',
  });
  expect(status, stdout + stderr).toBe(0);
  expect(stdout).toContain(`${CHEAP.length} same`);
});
