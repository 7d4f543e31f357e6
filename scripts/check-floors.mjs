// Holds imports against the floors of the house: a package imports only what lies below it, and so does a wing (a folder) inside a package.
import { globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';

/** Package → what of ours it may import. CONTRIBUTING.md says why. */
const MAY_IMPORT = {
  format: [],
  runtime: ['format'],
  'id-generator': [],
  'filter-expression': [],
  propagator: ['format'],
  translator: ['format'],
  'aws-client': ['format', 'propagator'],
  codemod: [],
  exporter: ['translator', 'format'],
  sampler: ['format'],
  lambda: ['propagator', 'format'],
  local: ['format', 'filter-expression', 'translator'],
  console: ['format', 'filter-expression'],
  register: ['exporter', 'aws-client', 'id-generator', 'propagator', 'sampler', 'lambda', 'translator', 'format'],
  'lambda-layer': ['register', 'lambda', 'exporter', 'id-generator'],
  'shims/core': ['exporter', 'format', 'sampler'],
  'shims/sdk': ['aws-xray-sdk-core', 'aws-xray-sdk-express', 'aws-xray-sdk-mysql', 'aws-xray-sdk-postgres'],
};
/** Package → whose types it may import besides: nothing of them is there at run time. */
const MAY_IMPORT_TYPES = { local: ['console'] };
/** Modules of Node that a package may use; without an entry, all. */
const NODE_MODULES = {
  format: [],
  'id-generator': ['node:crypto', 'node:fs', 'node:module', 'node:v8'],
  'filter-expression': [],
  propagator: [],
  translator: ['node:crypto', 'node:module'],
  'aws-client': [],
  console: [],
  sampler: ['node:crypto', 'node:fs', 'node:http', 'node:https'],
};

/**
 * Package → its wings, top to bottom, each with all that is in it. `.` means the files of `src` itself, and for folders that are not named.
 * A file imports from its own wing and from those below.
 */
const WINGS = {
  codemod: ['cli', '.', 'rules', 'report', 'sdk', 'source'],
  translator: ['.', 'blocks', 'collector', 'entity', 'stacks', 'limits', 'tree', 'resource', 'read', 'write', 'ground'],
  local: [
    '.',
    'cli',
    'server',
    'mcp',
    'terminal',
    'client',
    'console-api',
    'actions',
    'insights',
    'account',
    'graph',
    'query',
    'sampling',
    'otlp',
    'intake',
    'store',
    'filter',
    'trace',
    'ground',
  ],
  exporter: ['.', 'trees', 'outbox', 'sender', 'transports', 'sockets', 'ground'],
};

/** Private, and inlined into each build: every package but those that need nothing may import it. */
const INLINED = 'runtime';
const WITHOUT_INLINED = ['format', 'id-generator', 'filter-expression', 'console'];

/** Returns the floor of a file's wing, 0 at the top. */
function floorOf(wings, file) {
  const named = wings.indexOf(file.split('/')[3]);
  return named >= 0 ? named : wings.indexOf('.');
}

const wrong = [];
for (const found of globSync(['packages/*/src/**/*.{ts,tsx}', 'packages/shims/*/src/**/*.ts'])) {
  const file = found.replaceAll('\\', '/');
  if (/\.(test|test-d|bench)\.tsx?$|recorded-documents\.ts$/.test(file)) continue;
  const name = /^packages\/((?:shims\/)?[^/]+)/.exec(file)[1];
  const code = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  for (const [, typeOnly, specifier] of code.matchAll(/(import type [^;']*)?(?:from|import)\s*\(?\s*'([^'$]+)'/g)) {
    const ours = /^@otel-xray\/([^/]+)/.exec(specifier)?.[1];
    const inlined = WITHOUT_INLINED.includes(name) ? [] : [INLINED];
    const allowedOfOurs = [...(MAY_IMPORT[name] ?? []), ...inlined, ...((typeOnly && MAY_IMPORT_TYPES[name]) || [])];
    if (ours !== undefined && !allowedOfOurs.includes(ours)) wrong.push(`${file} imports ${specifier}`);
    const allowed = NODE_MODULES[name];
    if (specifier.startsWith('node:') && allowed !== undefined && !allowed.includes(specifier))
      wrong.push(`${file} imports ${specifier}`);
    const wings = WINGS[name];
    if (wings === undefined || !specifier.startsWith('.')) continue;
    const imported = posix.join(posix.dirname(file), specifier);
    if (floorOf(wings, imported) < floorOf(wings, file)) wrong.push(`${file} imports ${specifier}, of a higher wing`);
  }
}
for (const [name, wings] of Object.entries(WINGS)) {
  for (const wing of wings)
    if (globSync(`packages/${name}/src/${wing}/*.ts*`).length === 0) wrong.push(`${name} has no wing ${wing}`);
}
console.log(wrong.length === 0 ? 'every import points down' : wrong.join('\n'));
process.exitCode = wrong.length === 0 ? 0 : 1;
