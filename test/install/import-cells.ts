import { join } from 'node:path';
import type { Cell } from './cell.ts';
import type { Folder } from './folder.ts';

/** Counts the files of our packages that an import loads: https://nodejs.org/api/module.html#moduleregisterhooksoptions */
const COUNT = `import { registerHooks } from 'node:module';
const files = new Set();
registerHooks({
  load(url, context, next) {
    files.add(url);
    return next(url, context);
  },
});
await import(process.argv[2]);
const own = [...files].filter((url) => /node_modules\\/@otel-xray\\//.test(url));
const counts = {};
for (const url of own) {
  const [, name] = /node_modules\\/(@otel-xray\\/[^/]+)\\//.exec(url);
  counts[name] = (counts[name] ?? 0) + 1;
}
console.log(JSON.stringify({ counts, all: files.size }));
process.exit();
`;

/** Beside these, both exporters are measured: a program has them anyway. */
const PRELOADED = ['@opentelemetry/api', '@opentelemetry/sdk-trace'];
const OURS = '@otel-xray/exporter';
const OTLP = '@opentelemetry/exporter-trace-otlp-proto';
const ROUNDS = 15;
/** Of the import time of OTLP's exporter, as the goal says. */
const MAX_RATIO = 0.3;

const TIME = `for (const name of ${JSON.stringify(PRELOADED)}) await import(name);
const started = performance.now();
await import(process.argv[2]);
console.log(performance.now() - started);
process.exit();
`;

const MAX_FILES = 3;

/** What an import costs. */
export const importCells: readonly Cell[] = [
  ...['exporter', 'propagator', 'translator', 'lambda', 'register', 'sampler', 'aws-client', 'format'].map((name) => ({
    group: 'imports',
    name: `@otel-xray/${name} loads at most ${MAX_FILES} files of each package`,
    cheap: true,
    async run(projects: Parameters<Cell['run']>[0]): Promise<string> {
      const project = projects.installed([`@otel-xray/${name}`, '@opentelemetry/api']);
      project.write('count.mjs', COUNT);
      const { stdout } = await project.run('node', ['count.mjs', `@otel-xray/${name}`]);
      const { counts, all } = JSON.parse(stdout) as { counts: Record<string, number>; all: number };
      const remark = `${JSON.stringify(counts)}, ${all} files in all`;
      if (Object.values(counts).some((count) => count > MAX_FILES)) throw new Error(remark);
      if (counts[`@otel-xray/${name}`] === undefined) throw new Error(`nothing was counted: ${stdout}`);
      return remark;
    },
  })),
  {
    group: 'imports',
    name: `${OURS} against ${OTLP}`,
    async run(projects) {
      const project = projects.installed([OURS, OTLP, ...PRELOADED]);
      project.write('time.mjs', TIME);
      const times: Record<string, number[]> = { [OURS]: [], [OTLP]: [] };
      for (let round = 0; round < ROUNDS; round++) {
        for (const [name, list] of Object.entries(times)) list.push(await importTime(project, name));
      }
      const [ours, theirs] = [median(times[OURS]!), median(times[OTLP]!)];
      const remark = `ratio ${(ours / theirs).toFixed(2)} (${ours.toFixed(1)} ms to ${theirs.toFixed(1)} ms, medians of ${ROUNDS} in turns)`;
      if (ours / theirs > MAX_RATIO) throw new Error(`${remark}, expected at most ${MAX_RATIO}`);
      return remark;
    },
  },
];

async function importTime(project: Folder, name: string): Promise<number> {
  const { stdout } = await project.run('node', [join(project.path, 'time.mjs'), name]);
  return Number(stdout);
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)]!;
}
