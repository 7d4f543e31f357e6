import { cpSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { installLocked } from '../../scripts/install-locked.mjs';
import type { Cell } from './cell.ts';
import { sendsOneTrace } from './one-trace.ts';
import { OPTIONAL_PEERS, PROGRAMS, type Program } from './programs.ts';
import type { Projects } from './projects.ts';

const bundlers = join(import.meta.dirname, 'bundlers');

interface Build {
  readonly bundler: string;
  readonly format?: 'esm' | 'cjs';
  readonly banner?: boolean;
}

interface Built {
  /** The file to start. */
  readonly file: string;
  readonly warnings: readonly string[];
  /** Who imports which file. */
  readonly edges: readonly (readonly [from: string, to: string])[];
}

const PEER_SETS: readonly { readonly title: string; readonly peers: readonly string[] }[] = [
  { title: 'no optional peer', peers: [] },
  { title: 'all optional peers', peers: OPTIONAL_PEERS },
];

/** Every bundler, without and with the optional peers, for every program. */
export const bundleCells: readonly Cell[] = PEER_SETS.flatMap(({ title, peers }) =>
  PROGRAMS.flatMap((program) =>
    buildsOf(program).map((build) => ({
      group: 'bundles',
      name: [build.bundler, build.format, title, program.name].filter(Boolean).join(', '),
      cheap: build.format === 'esm' && peers.length === 0 && /^(lambda|register)$/.test(program.name),
      run: (projects: Projects) => bundleAndRun(projects, program, peers, build),
    })),
  ),
);

function buildsOf({ callsRequire = false }: Program): readonly Build[] {
  return [
    // OpenTelemetry's NodeSDK calls `createRequire(import.meta.url)`, which is empty in CommonJS.
    ...(callsRequire ? [] : [{ bundler: 'esbuild', format: 'cjs' as const }]),
    { bundler: 'esbuild', format: 'esm', banner: callsRequire },
    ...['webpack', 'rspack', 'rolldown', 'vite'].map((bundler) => ({ bundler })),
  ];
}

async function bundleAndRun(
  projects: Projects,
  program: Program,
  peers: readonly string[],
  build: Build,
): Promise<string> {
  // esbuild is one of the repository's own tools, so that the cheap cells install nothing.
  if (build.bundler !== 'esbuild') installLocked(bundlers);
  const project = projects.installed([...program.packages, ...peers]);
  const id = `${build.bundler}-${build.format ?? ''}-${program.name.replaceAll(' ', '-')}`;
  const entry = project.write(`${id}/main.mjs`, program.text);
  const options = { ...build, entry, out: join(project.path, id, 'out'), external: program.external };
  const { stdout } = await project.run('node', [join(bundlers, 'bundle.mjs'), JSON.stringify(options)]);
  const { file, warnings, edges } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Built;
  expectNone('warnings that name us', warnings.filter(isOurs));
  expectNone('imports of optional packages by us', importsOfPeers(edges));
  if (edges.length === 0) throw new Error('the bundler reports no modules');

  const alone = program.external ? project : projects.create('bundle');
  const target = program.external ? join(project.path, id, 'out') : join(alone.path, 'out');
  if (!program.external) cpSync(join(project.path, id, 'out'), target, { recursive: true });
  await sendsOneTrace(alone, [join(target, relative(options.out, file))], program.env);
  return `${(bytesOf(target) / 1_024).toFixed(0)} KiB, ${new Set(edges.map(([, to]) => to)).size} modules`;
}

const isOurs = (text: string): boolean =>
  text.includes('@otel-xray/') || OPTIONAL_PEERS.some((peer) => text.includes(peer));

function importsOfPeers(edges: Built['edges']): readonly string[] {
  return edges
    .filter(([from]) => /node_modules[\\/]@otel-xray[\\/]/.test(from))
    .filter(([, to]) => /(^|[\\/])(@aws-sdk|@aws-crypto|@smithy|@opentelemetry[\\/]otlp-transformer)[\\/]/.test(to))
    .map(([from, to]) => `${from} imports ${to}`);
}

function expectNone(subject: string, found: readonly string[]): void {
  if (found.length > 0) throw new Error(`${subject}: ${found.length}\n${found.join('\n')}`);
}

function bytesOf(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(join(folder, name)))
    .reduce((sum, stats) => sum + (stats.isFile() ? stats.size : 0), 0);
}
