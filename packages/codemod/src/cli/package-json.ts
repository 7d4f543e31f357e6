import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The parts of a package.json that are looked at. */
export interface Manifest {
  readonly name?: string;
  readonly type?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** The package.json above a file, with its path. */
export function manifestOf(file: string): { readonly path: string; readonly manifest: Manifest } | undefined {
  for (let folder = dirname(resolve(file)); ; folder = dirname(folder)) {
    const path = join(folder, 'package.json');
    if (existsSync(path)) {
      try {
        return { path, manifest: JSON.parse(readFileSync(path, 'utf8')) as Manifest };
      } catch {
        return undefined;
      }
    }
    if (dirname(folder) === folder) return undefined;
  }
}

/** A change of a package.json. */
export interface ManifestChange {
  /** The SDK is still imported somewhere. */
  readonly isLeft: boolean;
  /** Names of packages that the rewritten code imports. */
  readonly added: readonly string[];
  /** The version of this package: all packages of otel-xray share it. */
  readonly version: string;
}

const SDK = /^aws-xray-sdk(?:-[a-z0-9]+)?$/;

/** Replaces the SDK's packages in a package.json by those that the rewritten code imports. The layout of the file stays. */
export function editManifest(text: string, { isLeft, added, version }: ManifestChange): string {
  const manifest = JSON.parse(text) as Record<string, Record<string, string> | undefined>;
  for (const member of ['dependencies', 'devDependencies', 'peerDependencies']) {
    const packages = manifest[member];
    if (!packages || isLeft) continue;
    for (const name of Object.keys(packages)) if (SDK.test(name)) delete packages[name];
  }
  const dependencies = { ...manifest['dependencies'] };
  for (const name of added) dependencies[name] ??= rangeOf(name, version);
  manifest['dependencies'] = Object.fromEntries(Object.entries(dependencies).sort(([a], [b]) => (a < b ? -1 : 1)));
  const indent = /^[ \t]+/m.exec(text)?.[0] ?? '  ';
  return `${JSON.stringify(manifest, null, indent)}${text.endsWith('\n') ? '\n' : ''}`;
}

function rangeOf(name: string, version: string): string {
  if (name === '@opentelemetry/api') return '^1.9.0';
  return name.startsWith('@otel-xray/') ? `^${version}` : '*';
}
