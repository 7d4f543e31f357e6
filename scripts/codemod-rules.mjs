// Writes docs/codemod-rules.md from the codemod's README (the rules) and its goldens (before, after, report).
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '..');
const goldens = join(root, 'packages/codemod/test/goldens');
const read = (path) => readFileSync(path, 'utf8').replaceAll('\r\n', '\n').trimEnd();

const fence = (language, text) => `\`\`\`${language}\n${text}\n\`\`\``;

/** `I33-promise-finally` → `Promise finally (I33)`. */
const titleOf = (name) => {
  const [, idiom, words = name] = /^(I\d+)-(.+)$/.exec(name) ?? [];
  const text = words.replaceAll('-', ' ');
  return `${text[0].toUpperCase()}${text.slice(1)}${idiom ? ` (${idiom})` : ''}`;
};

const example = (input) => {
  const language = extname(input).slice(1);
  const name = basename(input).replace(/\.input\.\w+$/, '');
  const before = read(join(goldens, input));
  const after = read(join(goldens, input.replace('.input', '.output')));
  const report = read(join(goldens, `${name}.report.txt`));
  return [
    `### ${titleOf(name)}`,
    fence(language, before),
    before === after ? 'stays as it is.' : 'becomes',
    ...(before === after ? [] : [fence(language, after)]),
    ...(report === '' ? [] : ['Report:', fence('text', report)]),
  ].join('\n\n');
};

/** The page, from the README and the goldens as they are. */
export function codemodRulesPage() {
  const readme = read(join(root, 'packages/codemod/README.md'));
  const rules = readme.slice(readme.indexOf('## Rules'), readme.indexOf('## Measured')).trim();
  return `${[
    '# Codemod rules',
    'How `npx @otel-xray/codemod src` rewrites programs ([README](../packages/codemod/README.md)). `npm run docs` writes this page from the tests of the codemod.',
    rules,
    '## Before and after',
    ...globSync('*.input.*', { cwd: goldens }).sort().map(example),
  ].join('\n\n')}\n`;
}

/** Its path in the repository. */
export const CODEMOD_RULES = join(root, 'docs/codemod-rules.md');

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) writeFileSync(CODEMOD_RULES, codemodRulesPage());
