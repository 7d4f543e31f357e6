// Builds the console: types, the page with its assets, and each asset compressed, so that the server
// compresses nothing itself.
import { spawnSync } from 'node:child_process';
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'vite';

const run = (command, ...args) => {
  const { status } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) process.exit(status ?? 1);
};
run('tsc', '-p', 'tsconfig.json');
run('vite', 'build', '--logLevel', 'warn');
await addLicencesOfWorkers();

const assets = 'dist/app/assets';
for (const name of readdirSync(assets)) {
  const bytes = readFileSync(join(assets, name));
  writeFileSync(join(assets, `${name}.gz`), gzipSync(bytes, { level: 9 }));
  writeFileSync(
    join(assets, `${name}.br`),
    brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }),
  );
}

/** Vite lists the licences of the page's own modules alone, so workers are bundled once more for theirs. */
async function addLicencesOfWorkers() {
  const listed = readFileSync('dist/app/THIRD-PARTY.md', 'utf8');
  for (const name of readdirSync('src/worker').filter((file) => /(?<!\.test)\.ts$/.test(file))) {
    const folder = join('dist/workers', name);
    await build({
      configFile: false,
      logLevel: 'warn',
      build: {
        lib: { entry: join('src/worker', name), formats: ['es'], fileName: 'worker' },
        outDir: folder,
        license: { fileName: 'THIRD-PARTY.md' },
      },
    });
    const [, ...sections] = readFileSync(join(folder, 'THIRD-PARTY.md'), 'utf8').split(/^(?=## )/m);
    const isNew = (section) => !listed.includes(section.split('\n')[0]);
    appendFileSync(
      'dist/app/THIRD-PARTY.md',
      sections
        .filter(isNew)
        .map((section) => `\n${section}`)
        .join(''),
    );
  }
}
