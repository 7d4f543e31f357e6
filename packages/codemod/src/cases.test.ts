import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrate } from './migrate.ts';
import type { Finding } from './report/finding.ts';

const root = join(import.meta.dirname, '../../..');
const cases = join(import.meta.dirname, '../test/cases');
let work: string;
let folder: string;
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'otel-xray-codemod-'));
  // Outside of a package of ES modules, as most of the programs are CommonJS.
  folder = join(work, 'cases');
  cpSync(cases, folder, { recursive: true });
});
afterAll(() => rmSync(work, { recursive: true }));

/**
 * Runs the programs before, on the X-Ray SDK, and after, on OpenTelemetry: both must give the same answers and record the same trees of
 * names, annotations, metadata, flags and exceptions.
 */
it('rewrites whole programs so that they record the same', () => {
  const sources = readdirSync(folder).filter((name) => /^p\d.*\.[jt]s$/.test(name));
  const findings: Finding[] = [];
  for (const kind of ['outputs', 'again']) mkdirSync(join(work, kind));
  for (const name of sources) {
    const migrated = migrate(name, readFileSync(join(folder, name), 'utf8'));
    findings.push(...migrated.findings);
    writeFileSync(join(work, 'outputs', name), migrated.code);
    writeFileSync(join(work, 'again', name), migrate(name, migrated.code).code);
  }
  writeFileSync(join(work, 'report.json'), JSON.stringify(findings));
  const args = [
    join(cases, 'check.mjs'),
    folder,
    join(work, 'outputs'),
    join(work, 'report.json'),
    '--again',
    join(work, 'again'),
  ];
  const { stdout } = spawnSync(process.execPath, [...args, '--modules', root], { cwd: root, encoding: 'utf8' });
  expect(stdout.split('\n').filter((line) => line !== '' && !line.startsWith('ok  '))).toEqual([
    `${sources.length}/${sources.length}`,
  ]);
}, 120_000);
