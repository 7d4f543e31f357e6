import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Finding } from './doctor-finding.ts';
import { type InstalledModules, installedModules } from './installed-modules.ts';
import { KNOWN_INSTRUMENTATIONS, type KnownInstrumentation } from './known-instrumentations.ts';

/** Libraries whose middleware the application itself has to use; no import hook can do it. */
const BY_HAND: readonly { readonly library: string; readonly module: string; readonly use: string }[] = [
  { library: 'hono', module: '@hono/otel', use: 'app.use(httpInstrumentationMiddleware())' },
];

/**
 * Names the dependencies of the application that could be traced and are not, with the line that installs what is missing.
 * @param directory where the application's `package.json` is, or a folder below it
 * @returns nothing if there is no `package.json`
 */
export function examineInstrumentations(
  directory: string,
  nodeVersion: string = process.versions.node,
  modules: InstalledModules = installedModules(undefined, directory),
): Finding[] {
  const dependencies = dependenciesIn(directory);
  if (dependencies === undefined) return [];
  const used = KNOWN_INSTRUMENTATIONS.filter(({ libraries }) => libraries.some((name) => dependencies.has(name)));
  const traced = used.filter(({ module }) => modules.has(module));
  const missing = used.filter(({ module }) => !modules.has(module));
  const namesOf = (list: readonly KnownInstrumentation[]): string =>
    list.map(({ libraries }) => libraries.find((name) => dependencies.has(name))).join(', ');
  const byHand = BY_HAND.filter(({ library, module }) => dependencies.has(library) && !modules.has(module));
  return [
    { kind: 'note', text: `traced beside HTTP, fetch and the AWS SDK: ${namesOf(traced) || 'nothing'}` },
    ...(missing.length > 0
      ? [
          {
            kind: 'note' as const,
            text: `not traced: ${namesOf(missing)}`,
            cure: `npm install ${missing.map((known) => specifierOf(known, nodeVersion)).join(' ')}`,
          },
        ]
      : []),
    ...byHand.map(({ library, module, use }) => ({
      kind: 'note' as const,
      text: `not traced: routes and errors of ${library}`,
      cure: `npm install ${module}, then ${use}`,
    })),
  ];
}

function specifierOf({ module, lastForNode20 }: KnownInstrumentation, nodeVersion: string): string {
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number);
  const isOld = major < 22 || (major === 22 && minor < 15);
  return isOld && lastForNode20 !== undefined ? `${module}@~${lastForNode20}` : module;
}

/** Names in the nearest `package.json`, dependencies for development left out. */
function dependenciesIn(folder: string): ReadonlySet<string> | undefined {
  try {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return new Set(Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }));
  } catch (error) {
    const parent = dirname(folder);
    const isAbsent = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return isAbsent && parent !== folder ? dependenciesIn(parent) : undefined;
  }
}
