import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '../../..');

/** The part of a manifest that is read here. */
export interface PackageManifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly engines: { readonly node: string };
  readonly exports: Readonly<Record<string, unknown>>;
}

export interface PackedPackage {
  readonly manifest: PackageManifest;
  /** The source folder, `packages/<name>` or `packages/shims/<name>`. */
  readonly folder: string;
  /** The bytes of the `.tgz`. */
  readonly tarball: Buffer;
}

export interface PackedProject {
  /** Its absolute path: `package.json` of an ES module project, and `node_modules`. */
  readonly folder: string;
  /** Writes a file, its path relative to the folder; gives back its absolute path. */
  write(path: string, text: string): string;
  /** Deletes the folder. */
  remove(): void;
}

let packed: readonly PackedPackage[] | undefined;

/**
 * Packs all published packages as `npm publish` would, once per process.
 * @throws if a package has not been built
 */
export function packPackages(): readonly PackedPackage[] {
  packed ??= pack();
  return packed;
}

function pack(): readonly PackedPackage[] {
  const found = publishedPackages();
  const unbuilt = found.filter(({ folder }) => !existsSync(join(folder, 'dist/esm/index.js')));
  if (unbuilt.length > 0) {
    throw new Error(`Not built: ${unbuilt.map(({ manifest }) => manifest.name).join(', ')}. Run npm run build first.`);
  }
  const dir = mkdtempSync(join(tmpdir(), 'otel-xray-packed-'));
  try {
    const folders = found.map(({ folder }) => folder);
    run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', dir, ...folders], root);
    return found.map(({ folder, manifest }) => {
      const file = `${manifest.name.replace('@', '').replace('/', '-')}-${manifest.version}.tgz`;
      return { folder, manifest, tarball: readFileSync(join(dir, file)) };
    });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** All packages that are published, with their manifests. */
export function publishedPackages(): { folder: string; manifest: PackageManifest }[] {
  return [join(root, 'packages'), join(root, 'packages/shims')]
    .flatMap((parent) => readdirSync(parent).map((name) => join(parent, name)))
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .map((folder) => ({ folder, manifest: readManifest(folder) }))
    .filter(({ manifest }) => !manifest.private);
}

function readManifest(folder: string): PackageManifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageManifest;
}

/**
 * Makes a project in a temporary folder with our packages unpacked from their tarballs, beside everything that this repository has
 * installed. An application gets them so from the registry, without a request to one. The caller removes it.
 * @param options.sdk the SDK line (and with it the one copy of the API) that the project finds as `@opentelemetry/*`
 */
export function createPackedProject({ sdk }: { readonly sdk: 2 | 3 }): PackedProject {
  const packages = packPackages();
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `otel-xray-sdk-${sdk}-`)));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const write = (path: string, text: string): string => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  };
  try {
    write('package.json', '{ "name": "packed-project", "private": true, "type": "module" }\n');
    const modules = join(folder, 'node_modules');
    for (const one of packages) {
      const target = join(modules, one.manifest.name);
      mkdirSync(target, { recursive: true });
      unpackPackage(one, target);
    }
    const installed = join(root, 'node_modules');
    linkAll(installed, modules, (name) => !name.startsWith('.') && name !== '@otel-xray' && name !== '@opentelemetry');
    const line = sdk === 2 ? join(root, 'examples/nodesdk/sdk-2/node_modules') : installed;
    linkAll(join(line, '@opentelemetry'), join(modules, '@opentelemetry'), () => true);
  } catch (error) {
    remove();
    throw error;
  }
  return { folder, write, remove };
}

/** Unpacks a package into an existing folder, as npm does. */
export function unpackPackage({ tarball }: PackedPackage, folder: string): void {
  run('tar', ['-xzf', '-', '-C', folder, '--strip-components=1'], folder, tarball);
}

/** Links are followed to their real place, so each package finds its own dependencies. */
function linkAll(from: string, to: string, isWanted: (name: string) => boolean): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from).filter(isWanted)) symlinkSync(join(from, name), join(to, name), 'junction');
}

/**
 * Another Node on the machine's PATH than the repository's own, by its major version.
 * @returns the program's path, or `undefined` if there is none
 */
export function findNode(major: number): string | undefined {
  const program = process.platform === 'win32' ? 'node.exe' : 'node';
  return (process.env['PATH'] ?? '')
    .split(process.platform === 'win32' ? ';' : ':')
    .map((folder) => join(folder, program))
    .filter((path) => dirname(path) !== dirname(process.execPath) && existsSync(path))
    .find((path) => spawnSync(path, ['-v'], { encoding: 'utf8' }).stdout?.startsWith(`v${major}.`));
}

function run(command: string, args: readonly string[], cwd: string, input?: Buffer): void {
  // The variables of npm about this repository are not for an npm started here.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
  const { status, stderr, error } = spawnSync(command, args, {
    cwd,
    env,
    input,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`${command} ${args[0]} failed in ${cwd}: ${error?.message ?? stderr}`);
}
