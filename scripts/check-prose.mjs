// Checks comments, messages, test names and Markdown against the rules of our prose (CONTRIBUTING.md, "Words").
// Without arguments: compares the count of each package with its limit. With paths as arguments: prints each place below them.
// With `--lower`: writes the present counts as limits where they are lower.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { longLines, objections } from './prose/rules.mjs';
import { markdownTexts, sourceTexts } from './prose/texts.mjs';

/** Counts that remain from before the rules. A limit only decreases; a package without one allows none. */
const LIMITS = new URL('./prose/limits.json', import.meta.url);
const limits = JSON.parse(readFileSync(LIMITS, 'utf8'));

/** Input and output of tests, and the licences of others, are data. */
const DATA =
  /^(?:scripts\/prose\/|packages\/codemod\/test\/|test\/(?:corpus|migration|conformance)\/.*(?:golden|programs|spans|documents)\/|.*THIRD-PARTY)/;
const EXTENSIONS = ['md', 'ts', 'tsx', 'mts', 'mjs', 'js', 'cjs'];

const packageOf = (path) => path.match(/^packages\/shims\/[^/]+|^[^/]+\/[^/]+(?=\/)|^[^/]+/)[0];

const findingsOf = (path) => {
  const source = readFileSync(path, 'utf8');
  const isMarkdown = path.endsWith('.md');
  const texts = isMarkdown ? markdownTexts(source) : sourceTexts(path, source);
  const findings = texts.flatMap(({ line, text }) => objections(text).map((message) => ({ line, message, text })));
  if (!isMarkdown) findings.push(...longLines(source, (line) => /^\s*(?:\/\/|\/?\*)/.test(line)));
  return findings;
};

const paths = process.argv.slice(2).filter((argument) => argument !== '--lower');
const counts = new Map();
const files = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', ...EXTENSIONS.map((extension) => `*.${extension}`)],
  {
    encoding: 'utf8',
  },
);
for (const path of files.trim().split('\n')) {
  if (DATA.test(path) || !existsSync(path)) continue;
  const findings = findingsOf(path);
  counts.set(packageOf(path), (counts.get(packageOf(path)) ?? 0) + findings.length);
  if (!paths.some((prefix) => path.startsWith(prefix))) continue;
  for (const { line, message, text } of findings) console.log(`${path}:${line} ${message}\n    ${text}`);
}

for (const [name, count] of [...counts].sort(([, a], [, b]) => b - a)) {
  const limit = limits[name] ?? 0;
  if (count > limit) process.exitCode = 1;
  if (count > 0 || limit > 0) console.log(`${count > limit ? 'TOO MANY' : 'ok'} ${name}: ${count} (limit ${limit})`);
}
if (process.exitCode === 1) console.log('See each place: node scripts/run.mjs node scripts/check-prose.mjs PATH');
if (process.argv.includes('--lower')) {
  const lowered = Object.entries(limits).map(([name, limit]) => [name, Math.min(limit, counts.get(name) ?? 0)]);
  const remaining = Object.fromEntries(lowered.filter(([, limit]) => limit > 0));
  writeFileSync(LIMITS, `${JSON.stringify(remaining, undefined, 2)}\n`);
}
