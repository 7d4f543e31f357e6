// Looks at the packages as they would be published: publint for the manifests, attw for the types under each kind of resolution.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { packPackages } from '../test/kit/src/packed-project.ts';

const dir = mkdtempSync(join(tmpdir(), 'otel-xray-check-'));
let failures = 0;
try {
  for (const packed of packPackages()) {
    const problems = [...(await problemsOfManifest(packed)), ...problemsOfTypes(packed)];
    console.log([`${problems.length === 0 ? 'ok' : 'NOT OK'} ${packed.manifest.name}`, ...problems].join('\n'));
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

function problemsOfTypes({ manifest, tarball }) {
  const file = join(dir, 'package.tgz');
  writeFileSync(file, tarball);
  // Resolution of before Node 16 knows no subpaths: it is asked about packages that have none.
  const hasSubpaths = Object.keys(manifest.exports).some((subpath) => subpath !== '.' && subpath !== './package.json');
  const args = [file, '--format', 'table-flipped', '--no-color', '--profile', hasSubpaths ? 'node16' : 'strict'];
  const { status, stdout, stderr } = spawnSync('attw', args, { encoding: 'utf8', shell: process.platform === 'win32' });
  return status === 0 ? [] : [stdout + stderr];
}
