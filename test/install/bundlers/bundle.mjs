// Bundles one program with one bundler, in the folder where it runs, and prints warnings and the graph of modules as one line of JSON:
// `node bundle.mjs '{"bundler":"esbuild","entry":"main.mjs","out":"out","format":"esm","external":[],"banner":true}'`.
import { join, resolve } from 'node:path';

const options = JSON.parse(process.argv[2] ?? '{}');
const entry = resolve(options.entry);
const out = resolve(options.out);
const external = options.external ?? [];

/** `require` for CommonJS packages in a bundle that is an ES module. */
const REQUIRE =
  "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);";

const BUNDLERS = { esbuild, webpack, rspack, rolldown, vite };
const { file, warnings, edges } = await BUNDLERS[options.bundler]();
console.log(JSON.stringify({ file, warnings, edges }));

async function esbuild() {
  const { build } = await import('esbuild');
  const file = join(out, options.format === 'cjs' ? 'main.cjs' : 'main.mjs');
  const { warnings, metafile } = await build({
    entryPoints: [entry],
    outfile: file,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: options.format ?? 'esm',
    external,
    metafile: true,
    logLevel: 'silent',
    ...(options.banner && { banner: { js: REQUIRE } }),
  });
  const edges = Object.entries(metafile.inputs).flatMap(([from, { imports }]) =>
    imports.map(({ path }) => [resolve(from), resolve(path)]),
  );
  return { file, warnings: warnings.map((warning) => JSON.stringify(warning)), edges };
}

async function webpack() {
  const { default: webpack } = await import('webpack');
  return bundleAsWebpack(webpack);
}

async function rspack() {
  const { rspack } = await import('@rspack/core');
  return bundleAsWebpack(rspack);
}

async function bundleAsWebpack(create) {
  const edges = [];
  const compiler = create({
    mode: 'production',
    target: 'node20',
    context: process.cwd(),
    entry,
    output: { path: out, filename: 'main.cjs' },
    externals: external.map((name) => ({ [name]: `commonjs ${name}` })),
    plugins: [
      {
        apply: ({ hooks }) =>
          hooks.compilation.tap('edges', (compilation) =>
            compilation.hooks.finishModules.tap('edges', (modules) => {
              for (const module of modules) {
                for (const { originModule } of compilation.moduleGraph.getIncomingConnections(module))
                  if (originModule?.resource && module.resource) edges.push([originModule.resource, module.resource]);
              }
            }),
          ),
      },
    ],
  });
  const stats = await new Promise((done, fail) => compiler.run((error, stats) => (error ? fail(error) : done(stats))));
  await new Promise((done) => compiler.close(done));
  const { errors, warnings } = stats.toJson({ all: false, errors: true, warnings: true });
  if (errors.length > 0)
    throw new Error(errors.map(({ message, moduleName }) => `${moduleName}: ${message}`).join('\n'));
  const texts = warnings.map(({ moduleIdentifier, message }) => `${moduleIdentifier} ${message}`);
  return { file: join(out, 'main.cjs'), warnings: texts, edges };
}

function edgesOfRollup(edges) {
  return {
    name: 'edges',
    moduleParsed: ({ id, importedIds, dynamicallyImportedIds }) => {
      for (const imported of [...importedIds, ...dynamicallyImportedIds]) edges.push([id, imported]);
    },
  };
}

async function rolldown() {
  const { build } = await import('rolldown');
  const edges = [];
  const warnings = [];
  await build({
    input: entry,
    platform: 'node',
    external,
    plugins: [edgesOfRollup(edges)],
    onLog: (level, log) => level === 'warn' && warnings.push(`${log.id ?? ''} ${log.message}`),
    output: { dir: out, format: 'esm', entryFileNames: 'main.mjs' },
  });
  return { file: join(out, 'main.mjs'), warnings, edges };
}

async function vite() {
  const { build, createLogger } = await import('vite');
  const edges = [];
  const warnings = [];
  const logger = createLogger('silent');
  logger.warn = (message) => warnings.push(message);
  logger.warnOnce = logger.warn;
  await build({
    root: process.cwd(),
    configFile: false,
    customLogger: logger,
    ssr: { noExternal: true, external },
    plugins: [edgesOfRollup(edges)],
    build: {
      ssr: entry,
      outDir: out,
      target: 'node20',
      rollupOptions: { output: { entryFileNames: 'main.mjs' } },
    },
  });
  return { file: join(out, 'main.mjs'), warnings, edges };
}
