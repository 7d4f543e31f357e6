import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { migrate } from '../migrate.ts';
import type { Finding } from '../report/finding.ts';
import { toMarkdown } from '../report/markdown.ts';
import { OUTSIDE, totalsOf } from '../report/totals.ts';
import { mentionsSdk } from '../sdk/modules.ts';
import type { MigrateOptions } from '../source/options.ts';
import { findFiles } from './files.ts';
import { editManifest, type ManifestChange, manifestOf } from './package-json.ts';
import { type SetupForm, setupFile } from './setup-file.ts';

/** The command's arguments. */
export interface RunOptions extends MigrateOptions {
  readonly write?: boolean;
  readonly check?: boolean;
  readonly json?: boolean;
  readonly report?: string;
  readonly setup?: SetupForm;
  readonly deps?: boolean;
  readonly force?: boolean;
  /** The version of this package, for package.json. */
  readonly version: string;
}

/** Where the command writes. */
export interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/**
 * Rewrites files, one after another, and reports the changes.
 * @returns the exit code: 0 done, 1 manual work left (with `check`), 2 a file that could not be read
 * @throws if a path is not there, or the working tree has changes and `force` is not set
 */
export async function run(
  paths: readonly string[],
  options: RunOptions,
  folder: string,
  output: Output,
): Promise<number> {
  const files = await findFiles(paths, folder);
  if (options.write && !options.force && isDirty(folder))
    throw new Error('The working tree has changes that are not committed. Commit them, or take --force.');
  const findings: Finding[] = [];
  let changed = 0;
  let seen = 0;
  const needed = new Set<string>();
  for (const file of files) {
    const path = resolve(folder, file);
    const text = readFileSync(path, 'utf8');
    seen++;
    if (seen % PROGRESS_EVERY === 0) output.err(`${seen} of ${files.length} files\n`);
    if (!mentionsSdk(text)) continue;
    const tracerName = options.tracerName ?? manifestOf(path)?.manifest.name;
    const migrated = migrate(file, text, { ...options, ...(tracerName && { tracerName }) });
    findings.push(...migrated.findings);
    if (!migrated.changed) continue;
    changed++;
    for (const name of ['@opentelemetry/api', '@otel-xray/format']) if (migrated.code.includes(name)) needed.add(name);
    if (options.write) writeFileSync(path, migrated.code);
    else if (!options.json) output.out(createTwoFilesPatch(`a/${file}`, `b/${file}`, text, migrated.code));
  }
  const totals = totalsOf(files.length, changed, findings);
  writeSetup(options, folder, findings, needed, output);
  if (options.deps && options.write && files[0])
    writeManifest(resolve(folder, files[0]), {
      isLeft: totals.manual > 0,
      added: [...needed],
      version: options.version,
    });
  if (options.report) {
    const isMarkdown = /\.(?:md|markdown)$/.test(options.report);
    const text = isMarkdown ? toMarkdown(findings, totals) : `${JSON.stringify(findings, null, 2)}\n`;
    writeFileSync(resolve(folder, options.report), text);
  }
  if (options.json) output.out(`${JSON.stringify({ totals, findings }, null, 2)}\n`);
  else output.out(summary(findings, totals, options.write === true));
  if (totals.errors > 0) return 2;
  return options.check && (totals.manual > 0 || (changed > 0 && !options.write)) ? 1 : 0;
}

const PROGRESS_EVERY = 1_000;

/** Whether git knows of changes; a folder without git has none. */
function isDirty(folder: string): boolean {
  try {
    const text = execFileSync('git', ['status', '--porcelain'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return text.trim() !== '';
  } catch {
    return false;
  }
}

function writeSetup(
  { setup, write }: RunOptions,
  folder: string,
  findings: readonly Finding[],
  needed: Set<string>,
  { out }: Output,
): void {
  if (setup === undefined) return;
  const { code, packages } = setupFile(findings, setup);
  for (const name of packages) needed.add(name);
  const name = setup === 'cjs' ? 'tracing.cjs' : 'tracing.mjs';
  const path = join(folder, name);
  if (!write) out(`--- ${name}\n${code}\n`);
  else if (existsSync(path)) out(`${name} is there already and stays as it is.\n`);
  else writeFileSync(path, code);
}

function writeManifest(file: string, change: ManifestChange): void {
  const found = manifestOf(file);
  if (found) writeFileSync(found.path, editManifest(readFileSync(found.path, 'utf8'), change));
}

function summary(findings: readonly Finding[], totals: ReturnType<typeof totalsOf>, isWritten: boolean): string {
  const told = findings.filter(({ severity }) => severity === 'manual' || severity === 'error');
  const lines = told.map(
    ({ file, line, column, severity, rule, construct, why, todo }) =>
      `${file}:${line}:${column} ${severity} ${rule} ${construct}: ${why} ${todo}`,
  );
  const verb = isWritten ? 'changed' : 'would change';
  const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
  return [
    ...lines,
    ...(told.length > 0 ? [''] : []),
    `${plural(totals.files, 'file')}, ${totals.changed} ${verb}, ${plural(totals.manual, 'manual item')} in ${plural(totals.left, 'file')}.`,
    ...(isWritten || totals.changed === 0 ? [] : ['Nothing was written: --write does.']),
    ...(totals.changed > 0 ? ['', ...OUTSIDE] : []),
    '',
  ].join('\n');
}
