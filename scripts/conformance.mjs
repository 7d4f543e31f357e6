// Compares the profile `collector` with the reference itself over new random cases:
//
//     npm run conformance -- --seed 42 --cases 5000
//
// Needs Go and Python 3. The first build fetches the reference's modules and needs a minute or two.
import './from-sources.mjs';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildReference } from './reference.mjs';

const { createTranslator } = await import('@otel-xray/translator');
const { differenceOf } = await import('../test/conformance/translator/compare.ts');
const { spansOf } = await import('../test/conformance/translator/spans-of-vector.ts');
const { isForJs, optionsOf, wantedOf } = await import('../test/conformance/translator/vectors.ts');

const root = join(import.meta.dirname, '..');
const { values } = parseArgs({ options: { seed: { type: 'string' }, cases: { type: 'string', default: '2000' } } });
const seed = wholeNumber('seed', values.seed ?? String(Math.floor(Math.random() * 1e9)));
const cases = wholeNumber('cases', values.cases);

const missing = ['go', 'python3'].filter(
  (name) => spawnSync(name, [name === 'go' ? 'version' : '--version']).status !== 0,
);
if (missing.length > 0) {
  console.log(`conformance skipped: ${missing.join(' and ')} not found on PATH`);
  process.exit(0);
}

const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
try {
  process.exitCode = compareAll(makeVectors(buildReference())) === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function wholeNumber(name, text) {
  if (/^\d+$/.test(text)) return Number(text);
  console.error(`--${name}: expected a whole number, got ${text}`);
  process.exit(2);
}

function makeVectors(oracle) {
  const options = [
    '--oracle',
    oracle,
    '--out',
    folder,
    '--fuzz',
    String(cases),
    '--seed',
    String(seed),
    '--repeat',
    '2',
  ];
  run('python3', ['-B', 'make.py', ...options], join(root, 'test/conformance/gen'), ['ignore', 'ignore', 'pipe']);
  const lines = readFileSync(join(folder, `fuzz_${seed}.jsonl`), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line));
}

function run(command, args, cwd, stdio = 'inherit') {
  const { status, stderr } = spawnSync(command, args, { cwd, stdio, encoding: 'utf8' });
  if (status === 0) return;
  console.error(stderr ?? '');
  console.error(`${command} ended with ${status}`);
  process.exit(1);
}

function compareAll(vectors) {
  let compared = 0;
  let equal = 0;
  for (const vector of vectors.filter(isForJs)) {
    compared++;
    const { documents } = createTranslator(optionsOf(vector)).translate(spansOf(vector.input));
    const wanted = wantedOf(vector);
    // Where the reference crashes, having answered is enough.
    const differences = wanted.map((want) => differenceOf(want, documents));
    if (wanted.length === 0 || differences.includes(undefined)) {
      equal++;
      continue;
    }
    console.log(`${vector.name}: ${differences[0]}`);
    console.log(`  config ${JSON.stringify(vector.config)}`);
    console.log(`  input  ${JSON.stringify(vector.input)}`);
    console.log(`  want   ${JSON.stringify(wanted[0])}`);
    console.log(`  got    ${JSON.stringify(documents)}`);
  }
  const different = compared - equal;
  console.log(
    `seed ${seed}: ${vectors.length} cases, ${compared} that JS spans can express, ${equal} equal, ${different} different`,
  );
  return different;
}
