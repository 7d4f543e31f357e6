// Builds the layer: `dist/layer` as Lambda unpacks it below /opt, and `dist/layer.zip`. The same input gives the same bytes.
// Usage: build.mjs [folder], default `dist`
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { zipSync } from 'fflate';
import {
  builtInsByRequire,
  oneInstrumentation,
  sharedImportHook,
  withoutDebug,
  withoutOtherDetectors,
} from './bundling.mjs';

const here = join(import.meta.dirname, '..');
const root = join(here, '../..');
const [out = join(here, 'dist')] = process.argv.slice(2);
const layer = join(out, 'layer');
const read = (file) => readFileSync(file);

/** Not bundled for Nodes whose hook runs in a thread of its own: its files look for each other. */
const UNBUNDLED = 'import-in-the-middle';

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  // Node's own conditions and nothing for bundlers.
  conditions: [],
  metafile: true,
  write: false,
  logLevel: 'warning',
};

/** Bundles what the layer loads: `.mjs` as an ES module, `.cjs` as CommonJS. */
async function bundle(file) {
  const [name, extension] = file.split('.');
  return build({
    ...common,
    entryPoints: [join(here, `src/${name}.ts`)],
    outfile: join(layer, 'otel-xray', file),
    format: extension === 'mjs' ? 'esm' : 'cjs',
    minify: true,
    plugins: [builtInsByRequire, oneInstrumentation(root), sharedImportHook, withoutDebug, withoutOtherDetectors],
    // Also inside modules that were CommonJS.
    banner: extension === 'mjs' ? { js: REQUIRE_BANNER } : {},
    external: OPTIONAL,
  });
}

const REQUIRE_BANNER =
  "import { createRequire as createRequireOfLayer } from 'node:module'; const require = createRequireOfLayer(import.meta.url);";

/** Loaded by targets that the layer does not use, or by no one. */
const OPTIONAL = [
  '@aws-sdk/client-xray',
  '@aws-sdk/credential-provider-node',
  '@opentelemetry/otlp-transformer',
  '@smithy/signature-v4',
  'supports-color',
];

/** The files that an import of the unbundled package can reach. */
async function unbundledFiles() {
  const { metafile } = await build({
    ...common,
    stdin: {
      contents: `import '${UNBUNDLED}/hook.mjs'; require('${UNBUNDLED}/lib/register.js');`,
      resolveDir: here,
    },
    outdir: out,
    format: 'esm',
  });
  const modules = Object.keys(metafile.inputs).filter((file) => file.includes('node_modules/'));
  return [...new Set([...modules, ...modules.map((file) => join(folderOf(file), 'package.json'))])].sort();
}

/** Folder of the package that a file belongs to. */
function folderOf(file) {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? '';
}

/** Licences of every package inside, by name. */
function licences(files) {
  const folders = [...new Set(files.map(folderOf).filter((folder) => folder !== ''))].sort();
  const sections = folders.map((folder) => {
    const { name, version, license } = JSON.parse(read(join(root, folder, 'package.json')));
    return `${name} ${version} (${license})\n\n${licenceOf(join(root, folder))}`;
  });
  return [`otel-xray\n\n${read(join(root, 'LICENSE'))}`, ...new Set(sections)].join(`\n${'-'.repeat(80)}\n\n`);
}

function licenceOf(folder) {
  const name = readdirSync(folder).find((file) => /^licen[cs]e(\.\w+)?$/i.test(file));
  if (name === undefined) throw new Error(`${folder} has no licence file`);
  return read(join(folder, name)).toString();
}

/** Environment: `LAYER_COMMIT`, to build the archive of another commit again. */
function commit() {
  if (process.env.LAYER_COMMIT) return process.env.LAYER_COMMIT;
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  } catch {
    return null;
  }
}

const FILES = ['register.mjs', 'handler.mjs', 'import-hook.cjs'];
const results = await Promise.all(FILES.map(bundle));
const unbundled = await unbundledFiles();
const inputs = results.flatMap(({ metafile }) => Object.keys(metafile.inputs));
const { version } = JSON.parse(read(join(here, 'package.json')));

/** Path in the layer → its bytes. */
const files = new Map([
  ['otel-xray-wrapper', read(join(here, 'otel-xray-wrapper'))],
  ...FILES.map((file, at) => [`otel-xray/${file}`, results[at].outputFiles[0].contents]),
  ['otel-xray/LICENSES.txt', Buffer.from(licences([...inputs, ...unbundled]))],
  ['otel-xray/version.json', Buffer.from(`${JSON.stringify({ version, commit: commit() })}\n`)],
  ...unbundled.map((file) => [
    join('otel-xray/node_modules', file.slice(file.indexOf('node_modules/') + 'node_modules/'.length)),
    read(join(root, file)),
  ]),
]);
const executable = (file) => (file === 'otel-xray-wrapper' ? 0o755 : 0o644);

rmSync(out, { recursive: true, force: true });
for (const [file, bytes] of files) {
  const path = join(layer, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  chmodSync(path, executable(file));
}
const entries = [...files]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  // The archive knows no time zone: this is the earliest time that it can store, in every time zone.
  .map(([file, bytes]) => [
    file,
    [bytes, { os: 3, attrs: executable(file) << 16, mtime: new Date(1980, 0, 1), level: 9 }],
  ]);
writeFileSync(join(out, 'layer.zip'), zipSync(Object.fromEntries(entries)));
