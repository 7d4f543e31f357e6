// Checks the size of bundles with our parts, minified and gzipped, against limits that go up only with a reason in the commit.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** Subject → [what is imported, limit in KiB of gzip]. OpenTelemetry's own API is the application's. */
const SUBJECTS = {
  'ids and propagator': ["export * from '@otel-xray/id-generator'; export * from '@otel-xray/propagator';", 5],
  'exporter with translator': ["export * from '@otel-xray/exporter';", 56],
  'sampler alone': ["export * from '@otel-xray/sampler';", 14],
  'traced AWS client': ["export * from '@otel-xray/aws-client';", 6],
  'translator alone': ["export * from '@otel-xray/translator';", 37],
};

let failures = 0;
for (const [name, [contents, limit]] of Object.entries(SUBJECTS)) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: process.cwd() },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // OpenTelemetry's API is the application's; the others are optional peers that only some targets load.
    external: [
      '@opentelemetry/api',
      '@aws-sdk/client-xray',
      '@aws-sdk/credential-provider-node',
      '@opentelemetry/otlp-transformer',
      '@smithy/signature-v4',
    ],
    logLevel: 'error',
  });
  const bytes = outputFiles.reduce((sum, file) => sum + file.contents.length, 0);
  const packed = outputFiles.reduce((sum, file) => sum + gzipSync(file.contents).length, 0) / 1_024;
  const fits = packed <= limit;
  if (!fits) failures++;
  console.log(
    `${fits ? 'ok' : 'TOO LARGE'} ${name}: ${(bytes / 1_024).toFixed(1)} KiB minified, ${packed.toFixed(1)} KiB gzipped (limit ${limit})`,
  );
}
// Bytes of the console that a browser loads: at first, and in all.
const assets = 'packages/console/dist/app/assets';
const kilobytes = (names) => names.reduce((sum, name) => sum + statSync(join(assets, name)).size, 0) / 1_000;
const packed = readdirSync(assets).filter((name) => name.endsWith('.gz'));
const page = readFileSync('packages/console/dist/app/index.html', 'utf8');
const first = packed.filter((name) => page.includes(name.replace(/\.gz$/, '')));
for (const [name, size, limit] of [
  ['console, first load', kilobytes(first), 150],
  ['console, everything', kilobytes(packed), 300],
]) {
  const fits = first.length >= 2 && size <= limit;
  if (!fits) failures++;
  console.log(`${fits ? 'ok' : 'TOO LARGE'} ${name}: ${size.toFixed(1)} kB gzipped (limit ${limit})`);
}
process.exitCode = failures === 0 ? 0 : 1;
