import { execFileSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** Runs a program with Node alone and returns what it prints. */
function run(kind: 'commonjs' | 'module', program: string, env: Record<string, string> = {}): string {
  const args = [`--input-type=${kind}`, '-e', program];
  return execFileSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], ...env },
  }).trim();
}

const NAME = '@otel-xray/aws-xray-sdk-core';

describe('the package is imported', () => {
  it.each([
    ['by require', 'commonjs', `const X = require('${NAME}'); const { captureFunc } = X;`],
    ['by a default import', 'module', `import X from '${NAME}'; const { captureFunc } = X;`],
    ['as a namespace', 'module', `import * as X from '${NAME}'; const { captureFunc } = X;`],
    ['by names', 'module', `import X, { captureFunc } from '${NAME}';`],
    ['dynamically', 'module', `const { default: X } = await import('${NAME}'); const { captureFunc } = X;`],
  ] as const)('%s, and its functions need no this', (_, kind, head) => {
    const program = `${head}
      const { getNamespace, setSegment, getSegment, Segment } = X;
      const segment = new Segment('s');
      getNamespace().run(() => { setSegment(segment); captureFunc('f', (sub) => console.log(sub.parent === segment)); });`;
    expect(run(kind, program)).toBe('true');
  });

  it('as ESM and CommonJS with one state', () => {
    const program = `
      import { createRequire } from 'node:module';
      import X, { getNamespace, setSegment, Segment } from '${NAME}';
      const Y = createRequire(process.cwd() + '/x.js')('${NAME}');
      const segment = new Segment('s');
      getNamespace().run(() => { setSegment(segment); console.log(X === Y, Y.getSegment() === segment); });`;
    expect(run('module', program)).toBe('true true');
  });

  it('with every name that the X-Ray SDK has', () => {
    const program = (name: string) => `const X = require('${name}');
      const names = (o) => Object.keys(o).sort();
      console.log(JSON.stringify([X, X.utils, X.middleware, X.SegmentUtils, X.plugins, X.database].map(names)));`;
    const theirs = JSON.parse(run('commonjs', program('aws-xray-sdk-core')));
    const ours = JSON.parse(run('commonjs', program(NAME)));
    for (const [at, names] of theirs.entries()) expect(ours[at]).toEqual(expect.arrayContaining(names));
  });
});

describe('the other packages have the shape of the originals', () => {
  const hook = `const M = require('node:module'); const resolve = M._resolveFilename;
    M._resolveFilename = function (n, ...rest) { return resolve.call(this, n === 'aws-xray-sdk-core' ? '${NAME}' : n, ...rest); };`;

  it.each([
    [
      'express',
      'const { openSegment, closeSegment } = e; log(typeof openSegment, typeof closeSegment)',
      'function function',
    ],
    ['mysql', 'log(typeof e, e === e.captureMySQL)', 'function true'],
    ['postgres', 'log(typeof e, e === e.capturePostgres)', 'function true'],
    ['fetch', 'log(typeof e.captureFetchGlobal, typeof e.enableCapture)', 'function function'],
    ['fastify', 'log(typeof e)', 'function'],
    ['hapi', 'log(e.plugin.name)', 'hapi-xray'],
    ['koa2', 'log(typeof e.openSegment)', 'function'],
    ['restify', 'log(typeof e.enable)', 'function'],
  ])('%s', (name, program, expected) => {
    const load = `${hook} const log = console.log; const e = require('@otel-xray/aws-xray-sdk-${name}');`;
    expect(run('commonjs', `${load} ${program}`)).toBe(expected);
  });

  it('the full package is the object of the core, with more', () => {
    const program = `const X = require('@otel-xray/aws-xray-sdk'); const core = require('${NAME}');
      console.log(X === core, typeof X.express.openSegment, typeof X.captureMySQL, new X.Segment('s').aws.xray.package);`;
    expect(run('commonjs', program)).toBe('true function function aws-xray-sdk');
    const module_ = `import X, { express, Segment } from '@otel-xray/aws-xray-sdk'; console.log(X.express === express, X.Segment === Segment);`;
    expect(run('module', module_)).toBe('true true');
  });
});

describe('files of the SDK that programs import by path', () => {
  const files = globSync(join(root, 'packages/shims/core/src/deep/**/*.ts')).map((file) =>
    file.slice(join(root, 'packages/shims/core/src/deep/').length, -'.ts'.length),
  );

  it.each(files)('%s has the names of the original', (file) => {
    const describeExport = `const e = require(name); const v = e.default ?? e;
      console.log(JSON.stringify([typeof v, typeof v === 'function' ? v.name : Object.keys(v).filter((k) => k !== 'default').sort()]));`;
    const read = (name: string) => JSON.parse(run('commonjs', `const name = '${name}'; ${describeExport}`));
    const [type, names] = read(`aws-xray-sdk-core/dist/lib/${file}`);
    const byPath = join(root, `packages/shims/core/dist/lib/${file}.js`);
    for (const path of [`${NAME}/dist/lib/${file}`, `${NAME}/dist/lib/${file}.js`, `${NAME}/lib/${file}`, byPath]) {
      const [ours, oursNames] = read(path);
      expect(ours).toBe(type);
      if (Array.isArray(names))
        expect(oursNames).toEqual(expect.arrayContaining(names.filter((name) => !INNER.has(name))));
      else expect(oursNames).toBe(names);
    }
  });
});

/** Members of the originals that are no surface: sockets, caches. */
const INNER: ReadonlySet<string> = new Set(['batchSend', 'pluginData', 'origin']);

describe('the environment', () => {
  const load = `const X = require('${NAME}'); const log = (...all) => console.log(...all);`;

  it.each<[Record<string, string>, string, string]>([
    [
      { AWS_XRAY_CONTEXT_MISSING: 'IGNORE_ERROR' },
      "X.setContextMissingStrategy('RUNTIME_ERROR'); log(X.getSegment())",
      'undefined',
    ],
    [{ AWS_XRAY_TRACING_NAME: 'env' }, "X.middleware.setDefaultName('code'); log(X.middleware.resolveName())", 'env'],
    [{ AWS_XRAY_MANUAL_MODE: '1' }, 'log(X.isAutomaticMode())', 'false'],
    [
      { AWS_XRAY_DAEMON_ADDRESS: '10.0.0.1:3' },
      `X.setDaemonAddress('1.1.1.1:1'); const e = require('${NAME}/dist/lib/segment_emitter'); log(e.getIp(), e.getPort())`,
      '10.0.0.1 3',
    ],
    [{ AWS_XRAY_SDK_ENABLED: 'false' }, "log(new X.Segment('s').notTraced)", 'true'],
    [{ AWS_XRAY_DEBUG_MODE: '1', LAMBDA_TASK_ROOT: '' }, "X.getLogger().debug('seen')", 'seen'],
    [{ AWS_XRAY_LOG_LEVEL: 'silent' }, "X.getSegment(); log('quiet')", 'quiet'],
    [{ LAMBDA_TASK_ROOT: '/x' }, 'X.enableManualMode(); log(X.isAutomaticMode(), X.getSegment().facade)', 'true true'],
  ])('%j', (env, program, expected) => {
    expect(
      run('commonjs', load + program, env)
        .split('\n')
        .at(-1),
    ).toContain(expected);
  });

  it('AWS_XRAY_DEBUG_MODE logs with a time and the level outside of AWS Lambda', () => {
    const text = run('commonjs', `${load} X.getLogger().info('seen', 'more')`, { AWS_XRAY_DEBUG_MODE: '1' });
    expect(text).toMatch(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} [+-]\d\d:\d\d \[INFO\] seen\n {2}more$/);
  });
});
