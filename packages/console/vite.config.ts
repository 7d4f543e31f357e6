import { join } from 'node:path';
import { defineConfig } from 'vite';

const folder = import.meta.dirname;

export default defineConfig({
  root: join(folder, 'src'),
  base: '/',
  publicDir: false,
  resolve: {
    alias: { '@otel-xray/filter-expression': join(folder, '../filter-expression/src/index.ts') },
  },
  build: {
    outDir: join(folder, 'dist/app'),
    emptyOutDir: true,
    target: 'es2022',
    // The page may load nothing but files of its own server, so no asset becomes a data: URL in a script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // The licences of what is bundled; `local` publishes them beside its own.
    license: { fileName: 'THIRD-PARTY.md' },
  },
  worker: { format: 'es' },
});
