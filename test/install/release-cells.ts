import { join } from 'node:path';
import { publishedPackages } from '@otel-xray/test-kit';
import type { Cell } from './cell.ts';
import { createFolder } from './folder.ts';
import { sendsOneTrace } from './one-trace.ts';
import { installLineOf, readmeOf, wholeProgramOf } from './programs.ts';
import { startScopeRegistry } from './registry.ts';

const root = join(import.meta.dirname, '../..');

/** The release without its registry: all packages are published to 127.0.0.1, and `register` is installed from there. */
export const releaseCells: readonly Cell[] = [
  {
    group: 'release',
    name: 'publish all packages, install register, trace a request',
    cheap: true,
    async run() {
      const registry = await startScopeRegistry([]);
      const folder = createFolder('release');
      try {
        const { host } = new URL(registry.url);
        const npmrc = folder.write('.npmrc', `${registry.npmrc}//${host}/:_authToken=dummy\n`);
        const env = { npm_config_userconfig: npmrc };
        await folder.run('npm', ['run', 'release', '--prefix', root, '--', '--no-git-tag'], { env });
        const missing = publishedPackages().filter(({ manifest }) => !registry.packages.has(manifest.name));
        if (missing.length > 0) throw new Error(`not published: ${missing.map((one) => one.manifest.name).join(', ')}`);
        const readme = readmeOf('register');
        folder.write('package.json', '{"name":"app","private":true,"type":"module"}');
        await folder.shell(installLineOf(readme), { env: { npm_config_prefer_offline: 'true' } });
        folder.write('app.mjs', wholeProgramOf(readme));
        await sendsOneTrace(folder, ['--import', '@otel-xray/register/auto', 'app.mjs']);
        return `${registry.packages.size} packages`;
      } finally {
        folder.remove();
        await registry.close();
      }
    },
  },
];
