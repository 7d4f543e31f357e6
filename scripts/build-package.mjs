// Builds the package in the current folder: each entry of its `exports` becomes one file per format, with one declaration file.
// Arguments name further entries that only files of the package itself load, as ES modules: `build-package.mjs cli`.
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'tsdown';

/** The names of the files behind `exports`, `index` for `./dist/esm/index.js`. */
function entriesOf(exported) {
  if (typeof exported === 'object') return Object.values(exported).flatMap(entriesOf);
  return /^\.\/dist\/esm\/([^*]+)\.js$/.exec(exported)?.slice(1) ?? [];
}

/**
 * @param further entries that `exports` does not name, by format
 * @param outputOptions options of rolldown
 */
export async function buildPackage(further, outputOptions = {}) {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
  const entries = [...new Set(entriesOf(manifest.exports))];
  rmSync('dist', { recursive: true, force: true });
  for (const format of ['esm', 'cjs']) {
    const names = [...entries, ...(further[format] ?? [])];
    await build({
      config: false,
      entry: Object.fromEntries(names.map((name) => [name, `src/${name}.ts`])),
      format,
      outDir: `dist/${format}`,
      outExtensions: () => ({ js: '.js', dts: '.d.ts' }),
      hash: false,
      platform: 'node',
      target: 'es2022',
      // Declarations alone: `npm run check` checks the types.
      dts: { sourcemap: false },
      sourcemap: false,
      // Published packages stay what they are; private ones have no other way to the application.
      deps: { alwaysBundle: [/^@otel-xray\/runtime/, /^@otel-xray\/aws-xray-sdk-\w+\/create$/] },
      outputOptions,
      logLevel: 'warn',
      failOnWarn: true,
    });
  }
  writeFileSync('dist/cjs/package.json', '{ "type": "commonjs" }\n');
  // npm packs it from the package's own folder alone.
  copyFileSync(join(import.meta.dirname, '../LICENSE'), 'LICENSE');
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await buildPackage({ esm: process.argv.slice(2) });
