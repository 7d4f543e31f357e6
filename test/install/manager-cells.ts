import { type Cell, Skipped } from './cell.ts';
import type { Folder } from './folder.ts';
import { sendsOneTrace } from './one-trace.ts';
import { installLineOf, packagesOf, readmeOf, wholeProgramOf } from './programs.ts';
import type { Projects } from './projects.ts';

const register = readmeOf('register');

interface Manager {
  readonly name: string;
  /** Settings beside `.npmrc`. */
  prepare?(folder: Folder, projects: Projects, registry: string): void;
  /** The line that installs, where the README's own is npm's. */
  readonly install: string;
  /** The command in front of `--import`. */
  readonly node: readonly [program: string, ...args: string[]];
}

const line = installLineOf(register).replaceAll('\\\n', ' ').trim();
const specifiers = line.split(/\s+/).slice(2).join(' ');

const MANAGERS: readonly Manager[] = [
  { name: 'npm, SDK 3.x', install: line, node: ['node'] },
  // npm resolves peers alone: that is where versions that do not fit end with ERESOLVE.
  { name: 'npm, SDK 2.x', install: installLineOf(register, 2), node: ['node'] },
  { name: 'pnpm', install: `npx -y pnpm@12.21.0 add ${specifiers}`, node: ['node'] },
  {
    name: 'Yarn with Plug and Play',
    prepare(folder, projects, registry) {
      const settings = {
        npmRegistryServer: registry,
        npmScopes: { 'otel-xray': { npmRegistryServer: projects.registry.url } },
        unsafeHttpWhitelist: ['127.0.0.1'],
        enableGlobalCache: false,
        enableTelemetry: false,
        nodeLinker: 'pnp',
      };
      folder.write('.yarnrc.yml', JSON.stringify(settings));
      folder.write('yarn.lock', '');
    },
    install: `npx -y @yarnpkg/cli-dist@4.18.1 add ${specifiers}`,
    node: ['npx', '-y', '@yarnpkg/cli-dist@4.18.1', 'node'],
  },
];

/** The README of `register`, by each package manager. */
export const managerCells: readonly Cell[] = MANAGERS.map((manager) => ({
  group: 'package managers',
  name: manager.name,
  async run(projects) {
    if (process.platform === 'win32') throw new Skipped('the lines are written for a POSIX shell');
    if (packagesOf(line).length < 2) throw new Error('the README names no peers');
    const project = projects.create('manager');
    // npx and the managers that it starts read other files of settings than npm does.
    const { stdout } = await project.run('npm', ['config', 'get', 'registry']);
    const env = { npm_config_registry: stdout.trim(), npm_config_prefer_offline: 'true' };
    manager.prepare?.(project, projects, stdout.trim());
    await project.shell(manager.install, { env });
    project.write('app.mjs', wholeProgramOf(register));
    const [program, ...args] = manager.node;
    await sendsOneTrace(project, [...args, '--import', '@otel-xray/register/auto', 'app.mjs'], env, program);
    return undefined;
  },
}));
