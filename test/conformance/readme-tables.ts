import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DIFFERENCES } from '../../packages/translator/src/differences.ts';

/** Where the tables stand. */
export const TRANSLATOR_README: string = join(import.meta.dirname, '../../packages/translator/README.md');

/** The README with its generated tables renewed, each between `<!-- name -->` and `<!-- /name -->`. */
export function withTables(readme: string = readFileSync(TRANSLATOR_README, 'utf8')): string {
  return replaceBetween(readme, 'differences', differencesTable());
}

function differencesTable(): string {
  const rows = Object.entries(DIFFERENCES).map(([name, { reason, changes, golden }]) => {
    const members = changes.map((path) => (path === '$documents' ? 'which documents' : `\`${path}\``)).join(', ');
    return `| \`${name}\` | ${reason} | ${members} | [${golden}](../../test/conformance/golden/${golden}.segment.json) |`;
  });
  return ['| name | what is different | may change | example |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function replaceBetween(text: string, name: string, content: string): string {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`the README has no place for ${name}`);
  return `${text.slice(0, from + start.length)}\n\n${content}\n\n${text.slice(to)}`;
}
