import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { packPackages, unpackPackage } from '@otel-xray/test-kit';

const root = realpathSync(join(import.meta.dirname, '../..'));

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/**
 * Copies packages and all that they need into a folder's `node_modules`, and nothing else: ours from their tarballs, the others from this
 * repository, where `npm ci` has put the versions of the lock file. What npm would install, in a second and without a registry.
 * @throws if a package is installed nowhere
 */
export function installClosure(folder: string, names: readonly string[]): void {
  const target = join(folder, 'node_modules');
  const done = new Set<string>();
  const copy = (name: string, from: string, isOptional: boolean): void => {
    const source = find(name, from);
    if (source === undefined) {
      if (isOptional) return;
      throw new Error(`${from} needs ${name}, which is not installed`);
    }
    if (done.has(source)) return;
    done.add(source);
    const packed = packPackages().find(({ manifest }) => manifest.name === name);
    // The place below node_modules stays the same, so that each package finds the same copies as here.
    const place = join(target, packed ? name : placeOf(source));
    mkdirSync(place, { recursive: true });
    if (packed) unpackPackage(packed, place);
    else
      cpSync(source, place, { recursive: true, filter: (path) => path === source || !path.endsWith('/node_modules') });
    const manifest = (packed?.manifest as Manifest | undefined) ?? readManifest(source);
    for (const needed of neededBy(manifest)) copy(needed.name, source, needed.isOptional);
  };
  for (const name of names) copy(name, root, false);
}

function neededBy(manifest: Manifest): { name: string; isOptional: boolean }[] {
  const optional = Object.keys(manifest.optionalDependencies ?? {});
  const peers = Object.keys(manifest.peerDependencies ?? {}).filter(
    (name) => !manifest.peerDependenciesMeta?.[name]?.optional,
  );
  return [
    ...[...Object.keys(manifest.dependencies ?? {}), ...peers]
      .filter((name) => !optional.includes(name))
      .map((name) => ({ name, isOptional: false })),
    ...optional.map((name) => ({ name, isOptional: true })),
  ];
}

/** Looks for a package as Node does, from a folder upwards to the root of the repository. */
function find(name: string, from: string): string | undefined {
  for (let folder = from; folder.startsWith(root); folder = dirname(folder)) {
    const found = join(folder, 'node_modules', name);
    if (existsSync(join(found, 'package.json'))) return realpathSync(found);
  }
  return undefined;
}

/** `packages/local/node_modules/x` belongs below `@otel-xray/local`. */
function placeOf(source: string): string {
  return relative(root, source)
    .replace(/^packages\/([^/]+)\//, 'node_modules/@otel-xray/$1/')
    .replace(/^node_modules\//, '');
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}
