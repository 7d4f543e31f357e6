import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { root, runNode } from './run-process.ts';

describe('the layer’s archive', () => {
  const folder = join(root, 'packages/lambda-layer/dist');
  const zip = readFileSync(join(folder, 'layer.zip'));
  const files = unzipSync(zip);
  const text = (name: string): string => Buffer.from(files[name] ?? []).toString('utf8');

  it('has at most 250 KiB, no map and no test', () => {
    expect(zip.length).toBeLessThanOrEqual(250 * 1_024);
    expect(Object.keys(files).filter((name) => /\.map$|\.test\.|\.d\.m?ts$|\/tests?\//.test(name))).toEqual([]);
    expect(Object.keys(files)).toEqual([...Object.keys(files)].sort());
  });

  it('holds no path of the machine that built it', () => {
    for (const name of Object.keys(files)) expect(text(name).includes(root), name).toBe(false);
  });

  it('holds the licence of every package inside', () => {
    const licences = text('otel-xray/LICENSES.txt');
    const inside = Object.keys(files).flatMap((name) => /node_modules\/([^/]+)\/package\.json$/.exec(name)?.[1] ?? []);
    expect(inside).toEqual(expect.arrayContaining(['import-in-the-middle', 'cjs-module-lexer', 'es-module-lexer']));
    for (const name of [
      ...inside,
      '@opentelemetry/api',
      '@opentelemetry/sdk-trace',
      '@opentelemetry/instrumentation-http',
    ])
      expect(licences).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(.+\\)$`, 'm'));
  });

  it('contains no part of the AWS SDK', () => {
    expect(text('otel-xray/LICENSES.txt')).not.toMatch(/^@(aws-sdk|smithy)\//m);
  });

  it('is the same, byte for byte, when it is built again elsewhere', async () => {
    const other = await mkdtemp(join(tmpdir(), 'otel-xray-zip-'));
    try {
      // The archive may be older than the last commit, which changes nothing else in it.
      const { commit } = JSON.parse(text('otel-xray/version.json'));
      const env = { TZ: 'Asia/Tokyo', LAYER_COMMIT: commit };
      const { code, errors } = await runNode([join(folder, '../scripts/build.mjs'), other], env).ended;
      expect(errors).toBe('');
      expect(code).toBe(0);
      expect(readFileSync(join(other, 'layer.zip')).equals(zip)).toBe(true);
    } finally {
      await rm(other, { recursive: true });
    }
  });
});
