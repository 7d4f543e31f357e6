import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { importBuilt } from './peers.mjs';
import { race } from './race.mjs';

export const packages = ['codemod'];

const FILES = 500;
const GOAL_OF_TIME = 1.3;
const GOAL_OF_HEAP = 1.1;
const cases = join(import.meta.dirname, '../../packages/codemod/test/cases');

export async function run() {
  const { migrate } = await importBuilt('codemod');
  return [...timeOfOthers(migrate), heapOfMany(migrate)];
}

/** A file without the SDK costs a search in its text. */
function timeOfOthers(migrate) {
  const folder = mkdtempSync(join(tmpdir(), 'otel-xray-bench-'));
  const text = readFileSync(import.meta.filename, 'utf8')
    .replaceAll('xray', 'other')
    .repeat(4);
  const files = Array.from({ length: FILES }, (_, at) => join(folder, `${at}.js`));
  for (const file of files) writeFileSync(file, text);
  const each = (work) => (n) => {
    let sink = 0;
    for (let i = 0; i < n; i++) sink += work(files[i % FILES]);
    return sink;
  };
  const subjects = {
    'reading the files': each((file) => readFileSync(file, 'utf8').length),
    'reading and rewriting them': each((file) => migrate(file, readFileSync(file, 'utf8')).code.length),
  };
  const results = race(subjects, 'reading the files');
  rmSync(folder, { recursive: true });
  return Object.entries(results).map(([subject, { ratio, nanos }]) => ({
    what: `time a file without the SDK, ${Math.round(text.length / 1_000)} kB`,
    ...{ subject, reference: 'reading the files', ratio, value: `${Math.round(nanos / 1_000)} µs` },
    goal: subject === 'reading the files' ? undefined : GOAL_OF_TIME,
  }));
}

/** 10,000 files leave nothing behind. */
function heapOfMany(migrate) {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  const programs = readdirSync(cases)
    .filter((name) => /^p\d.*\.[jt]s$/.test(name))
    .map((name) => [name, readFileSync(join(cases, name), 'utf8')]);
  const heapAfter = (count) => {
    for (let i = 0; i < count; i++) migrate(...programs[i % programs.length]);
    collect();
    return process.memoryUsage().heapUsed;
  };
  const before = heapAfter(2_000);
  const after = heapAfter(8_000);
  return {
    ...{
      what: 'heap after 10,000 files',
      subject: 'otel-xray codemod',
      reference: 'after 2,000 files',
      ratio: after / before,
    },
    ...{ value: `${(after / 1e6).toFixed(1)} MB`, goal: GOAL_OF_HEAP },
  };
}
