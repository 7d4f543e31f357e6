// npm run corpus [-- scenario … --sdk 2|3 --compare | mixed]: records the spans of real instrumentations (README.md).
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { install } from './recorder/install.mjs';
import { formatJson, recordingPath, SDKS } from './recorder/recording.ts';
import { runProgram } from './recorder/run-program.mjs';
import { startServer } from './servers/start.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { sdk: { type: 'string' }, compare: { type: 'boolean' } },
});
const sdks = values.sdk === undefined ? SDKS : [`sdk-${values.sdk}`];
if (positionals.includes('mixed')) {
  for (const folder of ['.', 'sdk-3']) install(folder, { cheap: false });
  const { runMixed } = await import('./mixed/run.mjs');
  process.exit((await runMixed()) ? 0 : 1);
}
const known = readdirSync(new URL('scenarios', import.meta.url)).map((file) => file.replace(/\.mjs$/, ''));
const unknown = positionals.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`No scenario is named ${unknown.join(', ')}. Scenarios: ${known.join(', ')}`);
  process.exit(1);
}

const scenarios = await Promise.all(
  (positionals.length > 0 ? positionals : known).map(async (name) => ({
    name,
    ...(await import(`./scenarios/${name}.mjs`)).default,
  })),
);
for (const folder of new Set(['.', ...sdks, ...scenarios.flatMap(({ folder = [] }) => folder)]))
  install(folder, { cheap: scenarios.every(({ cheap }) => cheap) });

for (const { prepare } of scenarios) prepare?.();

const servers = {};
const counts = { same: 0, written: 0, different: 0, skipped: 0, failed: 0 };
try {
  for (const scenario of scenarios) for (const sdk of sdks) report(scenario.name, sdk, await record(scenario, sdk));
} finally {
  for (const { stop } of Object.values(servers)) await stop?.();
}
console.log(
  Object.entries(counts)
    .map(([outcome, count]) => `${count} ${outcome}`)
    .join(', '),
);
process.exitCode = counts.failed > 0 || counts.different > 0 ? 1 : 0;

async function record(scenario, sdk) {
  for (const name of scenario.servers ?? []) {
    servers[name] ??= await startServer(name);
    if (servers[name].missing) return { outcome: 'skipped', reason: servers[name].missing };
  }
  const ports = Object.fromEntries((scenario.servers ?? []).map((name) => [name, servers[name]]));
  const { recording, error } = await runProgram({ scenario, sdk, ports });
  if (error) return { outcome: 'failed', reason: error };
  return store(recordingPath({ sdk, scenario: scenario.name }), formatJson(recording));
}

function store(file, text) {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return { outcome: 'same' };
  if (values.compare)
    return { outcome: 'different', reason: firstDifference(existsSync(file) ? readFileSync(file, 'utf8') : '', text) };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return { outcome: 'written' };
}

function report(name, sdk, { outcome, reason }) {
  counts[outcome]++;
  console.log(`${outcome.padEnd(9)} ${sdk} ${name}${reason ? `: ${reason}` : ''}`);
}

function firstDifference(before, after) {
  const [old, now] = [before, after].map((text) => text.split('\n'));
  const at = now.findIndex((line, index) => line !== old[index]);
  return `line ${at + 1}\n  recorded: ${old[at]}\n  now:      ${now[at]}`;
}
