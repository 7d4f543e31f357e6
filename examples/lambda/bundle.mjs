// Bundles the function into the one file that is uploaded: node bundle.mjs [folder]
import { join } from 'node:path';
import { build } from 'esbuild';

const [folder = join(import.meta.dirname, 'dist')] = process.argv.slice(2);

await build({
  entryPoints: [join(import.meta.dirname, 'src/handler.mjs')],
  outfile: join(folder, 'handler.mjs'),
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  // The runtime brings the AWS SDK.
  external: ['@aws-sdk/*', '@smithy/*'],
});
