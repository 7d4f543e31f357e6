import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A project in a temporary folder, with our packages as they would be published. */
export interface PackedProject {
  /** Its absolute path: `package.json` of an ES module project and `node_modules`. */
  readonly folder: string;
  /** Writes a file, path relative to the folder; gives back its absolute path. */
  write(path: string, text: string): string;
  /** Deletes the folder. */
  remove(): void;
}

/**
 * Makes a project with our packages unpacked from their tarballs, as ESM and CommonJS, beside the OpenTelemetry of one SDK generation,
 * so that there is one copy of its API: links to packages in the repository would find the repository's own copy. All other packages
 * are those that are installed; no registry is asked. The packages must have been built.
 * @param sdk 2: API 1.9 and SDK 2.x, as `examples/nodesdk/sdk-2` has them; 3: API 1.10 and SDK 3.x, as the repository has them
 */
export function createPackedProject({ sdk }: { sdk: 2 | 3 }): PackedProject {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `packed-sdk-${sdk}-`)));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const write = (path: string, text: string): string => {
    const file = join(folder, path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, text);
    return file;
  };
  try {
    write('package.json', JSON.stringify({ name: 'packed', private: true, type: 'module' }));
    unpackOurs(folder);
    link(join(root, 'node_modules'), join(folder, 'node_modules'), ['@otel-xray', '@opentelemetry']);
    link(join(OPENTELEMETRY[sdk], '@opentelemetry'), join(folder, 'node_modules/@opentelemetry'), []);
  } catch (error) {
    remove();
    throw error;
  }
  return { folder, write, remove };
}

const root = join(import.meta.dirname, '../../..');
const OPENTELEMETRY = { 2: join(root, 'examples/nodesdk/sdk-2/node_modules'), 3: join(root, 'node_modules') };

function unpackOurs(folder: string): void {
  const packages = readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name));
  const tarballs = join(folder, 'tarballs');
  mkdirSync(tarballs);
  run('npm', ['pack', '--silent', '--offline', '--ignore-scripts', '--pack-destination', tarballs, ...packages]);
  for (const tarball of readdirSync(tarballs)) {
    // A tarball is named after its package: otel-xray-format-0.1.0.tgz.
    const name = /^otel-xray-(.+)-\d+\.\d+\.\d+.*\.tgz$/.exec(tarball)![1]!;
    const into = join(folder, 'node_modules/@otel-xray', name);
    mkdirSync(into, { recursive: true });
    run('tar', ['-xzf', join(tarballs, tarball), '-C', into, '--strip-components=1']);
  }
}

/** Links each entry of a `node_modules` folder into another. */
function link(from: string, to: string, without: readonly string[]): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    if (!name.startsWith('.') && !without.includes(name)) symlinkSync(join(from, name), join(to, name), 'junction');
  }
}

function run(command: string, args: readonly string[]): void {
  execFileSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
}
