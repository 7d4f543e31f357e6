import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type RunOptions, run } from './run.ts';

const SHOP = `const AWSXRay = require('aws-xray-sdk');
AWSXRay.captureHTTPsGlobal(require('http'));
AWSXRay.setDaemonAddress('xray:2000');
app.use(AWSXRay.express.openSegment('shop'));
`;
const LEFT = "const X = require('aws-xray-sdk-core');\nX.captureCallbackFunc('a', f);\n";

let folder: string;
let out: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'otel-xray-migrate-'));
  out = '';
  put(
    'package.json',
    '{\n  "name": "shop",\n  "dependencies": {\n    "aws-xray-sdk": "^3.0.0",\n    "express": "^5.0.0"\n  }\n}\n',
  );
  put('src/shop.js', SHOP);
  put('src/price.mjs', "import X from 'aws-xray-sdk';\nexport const f = () => X.captureFunc('price', () => 1);\n");
  put('src/other.js', 'module.exports = 1;\n');
  put('node_modules/x/index.js', SHOP);
  put('dist/index.js', SHOP);
  put('generated/index.js', SHOP);
  put('.gitignore', 'generated\n');
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}
const write = (text: string): void => {
  out += text;
};
const get = (name: string): string => readFileSync(join(folder, name), 'utf8');
const call = (paths: string[], options: Partial<RunOptions> = {}): Promise<number> =>
  run(paths, { version: '0.2.0', ...options }, folder, { out: (text) => write(text), err: () => {} });

it('prints the differences and writes nothing', async () => {
  expect(await call(['.'])).toBe(0);
  expect(get('src/shop.js')).toBe(SHOP);
  expect(out).toContain("-const AWSXRay = require('aws-xray-sdk');");
  expect(out).toContain("+const tracer = trace.getTracer('shop');");
  expect(out).toContain('3 files, 2 would change, 0 manual items in 0 files.');
});

it.each([
  [['src'], 3],
  [['src/*.mjs'], 1],
  [['src/shop.js'], 1],
])('finds the files of %j', async (paths, files) => {
  await call(paths);
  expect(out).toContain(`${files} file`);
});

it('writes, the set-up and package.json too', async () => {
  expect(await call(['src'], { write: true, setup: 'esm', deps: true })).toBe(0);
  expect(get('src/price.mjs')).toContain("trace.getTracer('shop')");
  expect(get('tracing.mjs')).toContain("import { registerXRay } from '@otel-xray/register';");
  expect(get('tracing.mjs')).toContain("serviceName: 'shop'");
  expect(get('tracing.mjs')).toContain("daemonAddress: 'xray:2000'");
  expect(get('tracing.mjs')).toContain('new HttpInstrumentation()');
  expect(Object.keys(JSON.parse(get('package.json')).dependencies)).toEqual([
    '@opentelemetry/api',
    '@opentelemetry/instrumentation-express',
    '@opentelemetry/instrumentation-http',
    '@otel-xray/register',
    'express',
  ]);
  expect(JSON.parse(get('package.json')).dependencies['@otel-xray/register']).toBe('^0.2.0');
  out = '';
  await call(['src']);
  expect(out).toContain('0 would change');
});

it('does not write on a working tree with changes, unless it must', async () => {
  execFileSync('git', ['init', '-q'], { cwd: folder });
  await expect(call(['src'], { write: true })).rejects.toThrow('not committed');
  expect(get('src/shop.js')).toBe(SHOP);
  expect(await call(['src'], { write: true, force: true })).toBe(0);
});

it('shows remaining work by its exit code', async () => {
  put('src/left.js', LEFT);
  expect(await call(['src/left.js'])).toBe(0);
  expect(await call(['src/left.js'], { check: true })).toBe(1);
  expect(await call(['src/other.js'], { check: true })).toBe(0);
  put('src/broken.js', "require('aws-xray-sdk'); const {;\n");
  expect(await call(['src/broken.js'])).toBe(2);
  expect(get('src/broken.js')).toContain('const {;');
  await expect(call(['nowhere'])).rejects.toThrow('There is no nowhere.');
});

it('reports as a JSON list and as Markdown', async () => {
  put('src/left.js', LEFT);
  await call(['src'], { report: 'report.json' });
  const manual = JSON.parse(get('report.json')).filter(({ severity }: { severity: string }) => severity === 'manual');
  expect(manual).toMatchObject([{ file: 'src/left.js', line: 2, column: 1, construct: 'captureCallbackFunc' }]);
  await call(['src'], { report: 'report.md' });
  expect(get('report.md')).toContain('| src/left.js:2:1 | [R5](');
  expect(get('report.md')).toContain('xray:GetSamplingRules');
});
