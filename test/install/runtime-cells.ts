import { join } from 'node:path';
import { publishedPackages } from '@otel-xray/test-kit';
import { type Cell, Skipped } from './cell.ts';
import { findNode } from './find-node.ts';

/** Versions of Node, each with the packages whose `engines` allow it. SDK 3.x, which `register` finds here, starts with Node 22.15. */
const VERSIONS: readonly { readonly major: number; readonly allowed: RegExp }[] = [
  { major: 18, allowed: /18\.19/ },
  { major: 20, allowed: />=\s*20(\.|$)/ },
  { major: 22, allowed: /./ },
  { major: 24, allowed: /./ },
];

const LOADS = `import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
for (const name of process.argv.slice(2)) {
  const imported = Object.keys(await import(name));
  const required = require(name);
  if (imported.length === 0 || imported.some((key) => !(key in required))) throw new Error(name);
}
process.exit();
`;

/** Each package on each Node that it allows, and the command of Local X-Ray on those that it does not allow. */
export const runtimeCells: readonly Cell[] = VERSIONS.flatMap(({ major, allowed }) => [
  {
    group: 'Node',
    name: `Node ${major} imports and requires what it may`,
    async run(projects) {
      const node = nodeOf(major);
      const names = publishedPackages()
        .filter(({ manifest }) => allowed.test(manifest.engines.node))
        .map(({ manifest }) => manifest.name)
        .filter((name) => major >= 22 || name !== '@otel-xray/register');
      const project = projects.installed([...names, '@opentelemetry/api']);
      project.write('loads.mjs', LOADS);
      await project.run(node, ['loads.mjs', ...names]);
      return `${names.length} packages`;
    },
  } satisfies Cell,
  {
    group: 'Node',
    name: `Node ${major} starts xray-local, or is refused in one line`,
    async run(projects) {
      const project = projects.installed(['@otel-xray/local']);
      const command = join(project.path, 'node_modules/@otel-xray/local/bin/xray-local.js');
      const fits = major >= 22;
      const args = [command, '--port', '0', '--exec', 'exit 0'];
      const { stderr } = await project.run(nodeOf(major), args, { expectedCode: fits ? 0 : 1 });
      const expected = fits ? /^$/ : new RegExp(`^Local X-Ray needs Node 22\\.15 or later, this is ${major}\\..*\\n$`);
      if (!expected.test(stderr)) throw new Error(stderr);
      return stderr.trim() || 'ends with 0';
    },
  } satisfies Cell,
]);

function nodeOf(major: number): string {
  const found = findNode(major);
  if ('reason' in found) throw new Skipped(found.reason);
  return found.node;
}
