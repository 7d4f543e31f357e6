import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseTraceHeader } from '@otel-xray/format';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { PROGRAM } from '../test/bundled-program.ts';

const SOURCE = join(import.meta.dirname, 'index.ts');
const packages = join(import.meta.dirname, '../..');
const alias = {
  '@otel-xray/aws-client': SOURCE,
  '@otel-xray/propagator': join(packages, 'propagator/src/index.ts'),
  '@otel-xray/format': join(packages, 'format/src/index.ts'),
  '@otel-xray/runtime/options': join(packages, 'runtime/src/options.ts'),
};

it.each([
  ['esm', true],
  ['esm', false],
  ['cjs', true],
  ['cjs', false],
] as const)('traces a client inside of a bundle: %s, minified: %j', async (format, minify) => {
  const folder = mkdtempSync(join(tmpdir(), 'otel-xray-aws-client-'));
  let header = '';
  const server = createServer((request, response) => {
    header = String(request.headers['x-amzn-trace-id']);
    request.resume().on('end', () => response.end('{}'));
  }).listen(0, '127.0.0.1');
  try {
    await once(server, 'listening');
    const outfile = join(folder, format === 'esm' ? 'main.mjs' : 'main.cjs');
    const banner = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
    await build({
      stdin: { contents: PROGRAM, resolveDir: import.meta.dirname },
      bundle: true,
      minify,
      platform: 'node',
      format,
      outfile,
      alias,
      logLevel: 'error',
      ...(format === 'esm' && { banner: { js: banner } }),
    });
    const child = spawn(process.execPath, [outfile], {
      env: { ...process.env, AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text) => {
        output += text;
      });
    await once(child, 'close');
    expect(JSON.parse(output)).toEqual([parseTraceHeader(header).parentId]);
  } finally {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

it('imports nothing of the AWS SDK', async () => {
  const { metafile } = await build({
    entryPoints: [SOURCE],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    external: ['@opentelemetry/api'],
    alias,
    logLevel: 'error',
  });
  const outside = Object.keys(metafile.inputs).filter((path) => path.includes('node_modules'));
  expect(outside).toEqual([]);
});
