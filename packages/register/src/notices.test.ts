import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { noticeOfPreload, noticeOfRuntime } from './notices.ts';

describe('noticeOfPreload', () => {
  it.each([
    [['--import', '@otel-xray/register'], '', '--import'],
    [['--import=@otel-xray/register'], '', '--import'],
    [['-r', '@otel-xray/register', '--enable-source-maps'], '', '-r'],
    [[], '--enable-source-maps --require @otel-xray/register', '--require'],
  ])('names /auto after %j and NODE_OPTIONS "%s"', (execArgv, NODE_OPTIONS, option) => {
    expect(noticeOfPreload({ execArgv, env: { NODE_OPTIONS } })).toContain(`"${option} @otel-xray/register/auto"`);
  });

  it.each([
    [['--import', '@otel-xray/register/auto']],
    [['--import', './tracing.mjs']],
    [['--import', '@otel-xray/register-other']],
    [[]],
  ])('has nothing to say after %j', (execArgv) => {
    expect(noticeOfPreload({ execArgv, env: {} })).toBeUndefined();
  });
});

describe('noticeOfRuntime', () => {
  it.each([
    [{ node: '18.20.8' }, 'needs Node 20.6 or later, this is 18.20.8'],
    [{ node: '20.5.1' }, 'needs Node 20.6 or later, this is 20.5.1'],
    [{ node: '24.3.0', bun: '1.4.5' }, 'Bun 1.4.5 has no hooks'],
  ])('says of %j: %s', (versions, text) => {
    expect(noticeOfRuntime({ versions })).toContain(text);
  });

  it.each([[{ node: '20.6.0' }], [{ node: '24.3.0' }], [{ node: '24.3.0', deno: '2.9.6' }]])(
    'accepts %j',
    (versions) => {
      expect(noticeOfRuntime({ versions })).toBeUndefined();
    },
  );
});

describe('a preload without /auto', () => {
  const root = join(import.meta.dirname, '../../..');
  const sources = pathToFileURL(join(root, 'scripts/from-sources.mjs')).href;
  const run = (program: string): string => {
    const preloads = ['--import', sources, '--import', '@otel-xray/register'];
    const env = { ...process.env, AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:9', OTEL_LOG_LEVEL: 'none' };
    return spawnSync(process.execPath, [...preloads, '--input-type=module', '-e', program], {
      cwd: root,
      encoding: 'utf8',
      env,
    }).stderr;
  };

  it('says so once', () => {
    expect(run('').match(/alone traces nothing/g)).toHaveLength(1);
  });

  it('says nothing where the program registers by itself', () => {
    expect(run("(await import('@otel-xray/register')).registerXRay()")).toBe('');
  });
});
