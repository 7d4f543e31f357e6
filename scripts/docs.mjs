// `npm run docs` builds the documentation site into docs/.vitepress/dist; with `-- --serve` it serves the site while you write.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CODEMOD_RULES, codemodRulesPage } from './codemod-rules.mjs';
import { installLocked } from './install-locked.mjs';

const docs = join(import.meta.dirname, '../docs');
const run = (program, ...args) => {
  const { status } = spawnSync(process.execPath, [join(docs, 'node_modules', program), ...args], {
    cwd: docs,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
};

installLocked(docs);
writeFileSync(CODEMOD_RULES, codemodRulesPage());
run('typedoc/bin/typedoc');
if (process.argv.includes('--serve')) run('vitepress/bin/vitepress.js', 'dev', '.', '--host', '127.0.0.1');
else run('vitepress/bin/vitepress.js', 'build', '.');
