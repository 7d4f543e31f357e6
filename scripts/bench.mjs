// npm run bench [-- ids propagation …]: our packages beside their peers, as built, in one run. Ratios, and the goals for them.
import { fork, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { installLocked } from './install-locked.mjs';

const INHERITED = { stdio: 'inherit', shell: process.platform === 'win32' };
const root = join(import.meta.dirname, '..');
const benches = join(root, 'test/bench');
const SUFFIX = '.bench.mjs';

const all = readdirSync(benches)
  .filter((file) => file.endsWith(SUFFIX))
  .map((file) => file.slice(0, -SUFFIX.length));
const names = process.argv.slice(2);
const unknown = names.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`No bench is named ${unknown.join(', ')}. There are: ${all.join(', ')}`);
  process.exit(1);
}

const chosen = names.length > 0 ? names : await withoutLongOnes(all);
installLocked(join(benches, 'peers'));
await buildPackages(chosen);

let missed = 0;
for (const name of chosen) {
  const { parts = [''] } = await load(name);
  const rows = [];
  for (const part of parts) rows.push(...(await runOne(name, part)));
  missed += rows.filter((row) => row.goal !== undefined && !isMet(row)).length;
  printTable(name, rows);
}
console.log(missed === 0 ? 'All goals met.' : `${missed} goals missed.`);

async function buildPackages(chosen) {
  const packages = new Set();
  for (const name of chosen) {
    const bench = await load(name);
    for (const folder of bench.packages) packages.add(folder);
  }
  const filters = [...packages].map((folder) => `--filter=@otel-xray/${folder}`);
  orExit(spawnSync('turbo', ['run', 'build', '--output-logs=errors-only', ...filters], { cwd: root, ...INHERITED }));
}

/** Some take minutes and run only when they are named. */
async function withoutLongOnes(benches) {
  const loaded = await Promise.all(benches.map(async (name) => [name, await load(name)]));
  return loaded.filter(([, { onlyByName }]) => !onlyByName).map(([name]) => name);
}

function load(name) {
  return import(pathToFileURL(join(benches, name + SUFFIX)).href);
}

function runOne(name, part) {
  return new Promise((resolve, reject) => {
    let rows = [];
    const child = fork(join(benches, 'run-one.mjs'), [name, part], {
      execArgv: ['--expose-gc', '--max-semi-space-size=128', '--min-semi-space-size=128'],
    });
    child.on('message', (message) => {
      rows = message;
    });
    child.on('exit', (code) => (code === 0 ? resolve(rows) : reject(new Error(`Bench ${name} ended with ${code}`))));
  });
}

/** A goal without a measurement is missed too. */
function isMet({ ratio, goal }) {
  return ratio <= goal;
}

function printTable(name, rows) {
  const table = [
    ['what', 'subject', 'ratio', 'value', 'goal', 'met'],
    ...rows.map(({ what, subject, reference, ratio, value, goal }) => [
      what,
      subject,
      subject === reference ? '1' : ratio.toFixed(2),
      value,
      goal === undefined ? '' : `≤ ${Number(goal.toFixed(3))}`,
      goal === undefined ? '' : isMet({ ratio, goal }) ? 'yes' : 'NO',
    ]),
  ];
  const widths = table[0].map((_, column) => Math.max(...table.map((cells) => cells[column].length)));
  const line = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  const [head, ...body] = table;
  const rule = line(widths.map((width) => '-'.repeat(width)));
  console.log(`\n${name}, ratio to ${[...new Set(rows.map(({ reference }) => reference))].join(', ')}\n`);
  console.log([line(head), rule, ...body.map(line)].join('\n'), '\n');
}

function orExit({ status }) {
  if (status !== 0) process.exit(status ?? 1);
}
