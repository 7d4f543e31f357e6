// Checks the packages as they would be published: publint for the manifests, attw for the types under each kind of resolution, the
// files and manifest fields that every package has.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { packPackages } from '../test/kit/src/packed-project.ts';

/** Fields that npm's page of a package and bundlers read. */
const FIELDS = [
  'description',
  'license',
  'keywords',
  'homepage',
  'bugs',
  'repository',
  'engines',
  'exports',
  'sideEffects',
];

const dir = mkdtempSync(join(tmpdir(), 'otel-xray-check-'));
let failures = 0;
try {
  for (const packed of packPackages()) {
    const problems = [...(await problemsOfManifest(packed)), ...problemsOfFiles(packed), ...problemsOfTypes(packed)];
    const size = `${(packed.tarball.length / 1_024).toFixed(1)} KiB, ${filesOf(packed).length} files`;
    console.log(
      [`${problems.length === 0 ? 'ok' : 'NOT OK'} ${packed.manifest.name} (${size})`, ...problems].join('\n'),
    );
    failures += problems.length;
  }
} finally {
  rmSync(dir, { recursive: true });
}
process.exitCode = failures === 0 ? 0 : 1;

async function problemsOfManifest({ manifest, tarball }) {
  const bytes = tarball.buffer.slice(tarball.byteOffset, tarball.byteOffset + tarball.byteLength);
  const { messages } = await publint({ pack: { tarball: bytes }, strict: true });
  return messages.map((message) => formatMessage(message, manifest) ?? message.code);
}

/** Folder of a package; those of the X-Ray SDK's replacements have short names. */
function folderOf(name) {
  const shim = /^@otel-xray\/aws-xray-sdk(?:-(.+))?$/.exec(name);
  return shim === null ? `packages/${name.replace('@otel-xray/', '')}` : `packages/shims/${shim[1] ?? 'sdk'}`;
}

function problemsOfFiles(packed) {
  const files = filesOf(packed);
  const missing = ['LICENSE', 'README.md', 'package.json'].filter((name) => !files.includes(name));
  const { name, repository, ...manifest } = packed.manifest;
  const directory = folderOf(name);
  return [
    ...missing.map((file) => `the tarball has no ${file}`),
    // A map without its sources leads nowhere.
    ...files.filter((file) => file.endsWith('.map')).map((file) => `the tarball has ${file}`),
    ...(name === '@otel-xray/local' ? missingLicences(packed) : []),
    ...FIELDS.filter((field) => packed.manifest[field] === undefined).map((field) => `package.json has no ${field}`),
    ...(repository?.directory === directory ? [] : [`repository.directory is not ${directory}`]),
    ...(manifest.homepage?.includes(`/${directory}#`) ? [] : [`homepage is not that of ${directory}`]),
  ];
}

/** The console is bundled into `local`, so the licences of what it contains go with it. */
function missingLicences({ tarball }) {
  const { stdout } = spawnSync('tar', ['-xzOf', '-', 'package/THIRD-PARTY.md'], { input: tarball, encoding: 'utf8' });
  const { devDependencies } = JSON.parse(readFileSync('packages/console/package.json', 'utf8'));
  return Object.keys(devDependencies)
    .filter((name) => name !== 'vite' && !/^@(types|otel-xray)\//.test(name))
    .filter((name) => !stdout.includes(`\n## ${name} - `))
    .map((name) => `THIRD-PARTY.md does not name ${name}`);
}

function filesOf({ tarball }) {
  const { stdout } = spawnSync('tar', ['-tzf', '-'], { input: tarball, encoding: 'utf8' });
  return stdout
    .trim()
    .split('\n')
    .map((file) => file.replace(/^package\//, ''));
}

function problemsOfTypes({ manifest, tarball }) {
  const file = join(dir, 'package.tgz');
  writeFileSync(file, tarball);
  // The resolution from before Node 16 knows no subpaths: only packages without subpaths are checked with it.
  const hasSubpaths = Object.keys(manifest.exports).some((subpath) => subpath !== '.' && subpath !== './package.json');
  const args = [file, '--format', 'table-flipped', '--no-color', '--profile', hasSubpaths ? 'node16' : 'strict'];
  const { status, stdout, stderr } = spawnSync('attw', args, { encoding: 'utf8', shell: process.platform === 'win32' });
  return status === 0 ? [] : [stdout + stderr];
}
