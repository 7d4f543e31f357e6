import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';

const command = join(import.meta.dirname, '../../bin/xray-local.js');

it.each(['18.19.1', '20.20.2', '22.14.0'])('ends with one sentence and 1 on Node %s', (version) => {
  // The matrix of test/install starts it with real ones.
  const program = `
    Object.defineProperty(process.versions, 'node', { value: '${version}' });
    await import(${JSON.stringify(pathToFileURL(command).href)});`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
  });
  expect({ status, stdout, stderr }).toEqual({
    status: 1,
    stdout: '',
    stderr: `Local X-Ray needs Node 22.15 or later, this is ${version}; the services that it traces may run on an older one.\n`,
  });
});

it('gives no options to Node in its first line', () => {
  expect(readFileSync(command, 'utf8').split('\n')[0]).toBe('#!/usr/bin/env node');
});
