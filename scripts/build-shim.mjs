// Builds a replacement of one of the X-Ray SDK's packages, in the current folder, and gives it the shape of the original: `require` returns
// the default export itself. Files in src/deep are entries too, for programs that import files of the original by path.
// The names are in src/surface.ts. The default export has all of them, as values and as types; with `--default=name` it is one of them,
// with the others as members.
import { appendFileSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, posix } from 'node:path';
import { buildPackage } from './build-package.mjs';

/** Files whose original sets `exports.default`. */
const WITH_DEFAULT = ['deep/env/sqs_message_helper'];

const chosen = process.argv.map((arg) => /^--default=(\w+)$/.exec(arg)?.[1]).find(Boolean);
const deep = globSync('src/deep/**/*.ts').map((file) => file.replaceAll('\\', '/').slice('src/'.length, -'.ts'.length));
const further = [...deep, 'surface'];
await buildPackage({ esm: further, cjs: further }, { exports: 'named' });

for (const name of ['index', ...deep]) {
  if (WITH_DEFAULT.includes(name)) continue;
  appendFileSync(`dist/cjs/${name}.js`, 'module.exports = exports.default;\n');
  const declarations = `dist/cjs/${name}.d.ts`;
  // Declarations cannot say more than one of the two: names, or the exported value itself.
  if (name !== 'index') {
    const text = readFileSync(declarations, 'utf8');
    writeFileSync(declarations, text.replace(/export \{ (\w+) as default \};/, 'export = $1;'));
  }
}
// Programs that go by the path of a file, not by `exports`, and resolution of types before Node 16 find the files of the original here.
for (const name of deep) {
  const path = `dist/lib/${name.slice('deep/'.length)}`;
  const target = posix.relative(posix.dirname(path), `dist/cjs/${name}.js`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.js`, `module.exports = require('${target}');\n`);
  writeFileSync(`${path}.d.ts`, `import original = require('${target}');\nexport = original;\n`);
}
if (deep.length > 0) writeFileSync('dist/lib/package.json', '{ "type": "commonjs" }\n');

const names = "export * from './surface.js';\n";
if (chosen === undefined) {
  // Neither a value nor a class can be a default export that has types too; a namespace can. In CommonJS, TypeScript makes it by itself.
  writeFileSync('dist/cjs/index.d.ts', names);
  writeFileSync('dist/esm/index.d.ts', `${names}export * as default from './surface.js';\n`);
} else {
  const type = `typeof names.${chosen} & typeof names`;
  const imported = "import type * as names from './surface.js';\n";
  writeFileSync('dist/cjs/index.d.ts', `${imported}declare const chosen: ${type};\nexport = chosen;\n`);
  writeFileSync('dist/esm/index.d.ts', `${imported}${names}declare const chosen: ${type};\nexport default chosen;\n`);
}
