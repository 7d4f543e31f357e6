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

const SDK = /^aws-xray-sdk(?:-[a-z0-9]+)?$/;

/**
 * Replaces the SDK's packages in a package.json by those that the rewritten code imports. The layout of the file stays.
 * @param isLeft the SDK is still imported somewhere
 */
export function editManifest(text: string, { isLeft, added }: { isLeft: boolean; added: readonly string[] }): string {
  const manifest = JSON.parse(text) as Record<string, Record<string, string> | undefined>;
  for (const member of ['dependencies', 'devDependencies', 'peerDependencies']) {
    const packages = manifest[member];
    if (!packages || isLeft) continue;
    for (const name of Object.keys(packages)) if (SDK.test(name)) delete packages[name];
  }
  const dependencies = { ...manifest['dependencies'] };
  for (const name of added) dependencies[name] ??= VERSIONS[name] ?? '*';
  manifest['dependencies'] = Object.fromEntries(Object.entries(dependencies).sort(([a], [b]) => (a < b ? -1 : 1)));
  const indent = /^[ \t]+/m.exec(text)?.[0] ?? '  ';
  return `${JSON.stringify(manifest, null, indent)}${text.endsWith('\n') ? '\n' : ''}`;
}

const VERSIONS: Readonly<Record<string, string>> = {
  '@opentelemetry/api': '^1.9.0',
  '@otel-xray/format': '^0.1.0',
  '@otel-xray/register': '^0.1.0',
};
