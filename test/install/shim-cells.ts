import type { Cell } from './cell.ts';
import type { Folder } from './folder.ts';
import type { Projects } from './projects.ts';
import { startUdpReceiver } from './udp-receiver.ts';

const REPLACEMENT = 'npm:@otel-xray/aws-xray-sdk-core@^3.12.1';

/** A program of dependents of the X-Ray SDK, none of which knows of its replacement. */
const PROGRAM = `
import AWSXRay from 'aws-xray-sdk-core';
import { createRequire } from 'node:module';
import { Tracer } from '@aws-lambda-powertools/tracer';
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware';
import middy from '@middy/core';

const require = createRequire(import.meta.url);
for (const name of ['express', 'mysql', 'postgres']) require('aws-xray-sdk-' + name);
const tracer = new Tracer({ serviceName: 'orders' });
const handler = middy(async () => {
  tracer.putAnnotation('order', 17);
  return AWSXRay.captureFunc('work', () => 'done');
}).use(captureLambdaHandler(tracer));
AWSXRay.getSegment();
console.log(await handler({}, {}), require('aws-xray-sdk-core/package.json').name);
await new Promise((resolve) => setTimeout(resolve, 50));
`;

const DEPENDENTS = [
  '@aws-lambda-powertools/tracer@2',
  '@middy/core@6',
  'aws-xray-sdk-express@3.12.0',
  'aws-xray-sdk-mysql@3.12.0',
  'aws-xray-sdk-postgres@3.12.0',
];

interface Manager {
  readonly name: string;
  readonly manifest: object;
  readonly install: string;
  prepare?(folder: Folder, projects: Projects, registry: string): void;
}

/** The lines of the README of the core. */
const MANAGERS: readonly Manager[] = [
  {
    name: 'npm',
    manifest: { overrides: { 'aws-xray-sdk-core': REPLACEMENT } },
    install: `npm install ${DEPENDENTS.join(' ')}`,
  },
  {
    name: 'npm, where the application depends on the core',
    manifest: {
      dependencies: { 'aws-xray-sdk-core': REPLACEMENT },
      overrides: { 'aws-xray-sdk-core': '$aws-xray-sdk-core' },
    },
    install: `npm install ${DEPENDENTS.join(' ')}`,
  },
  {
    name: 'pnpm',
    manifest: { dependencies: { 'aws-xray-sdk-core': '^3.12.0' } },
    install: `npx -y pnpm@12.21.0 add ${DEPENDENTS.join(' ')}`,
    prepare: (folder) => {
      folder.write('pnpm-workspace.yaml', `overrides:\n  aws-xray-sdk-core: ${REPLACEMENT}\n`);
    },
  },
  {
    name: 'Yarn with node_modules',
    manifest: { dependencies: { 'aws-xray-sdk-core': '^3.12.0' }, resolutions: { 'aws-xray-sdk-core': REPLACEMENT } },
    install: `npx -y @yarnpkg/cli-dist@4.18.1 add ${DEPENDENTS.join(' ')}`,
    prepare: (folder, projects, registry) => {
      const settings = {
        npmRegistryServer: registry,
        npmScopes: { 'otel-xray': { npmRegistryServer: projects.registry.url } },
        unsafeHttpWhitelist: ['127.0.0.1'],
        enableGlobalCache: false,
        enableTelemetry: false,
        nodeLinker: 'node-modules',
      };
      folder.write('.yarnrc.yml', JSON.stringify(settings));
      folder.write('yarn.lock', '');
    },
  },
];

/** Dependents of the X-Ray SDK, moved by one line. */
export const shimCells: readonly Cell[] = MANAGERS.map((manager) => ({
  group: 'replacement of the X-Ray SDK',
  name: manager.name,
  run: (projects) => runDependents(projects, manager),
}));

async function runDependents(projects: Projects, { manifest, install, prepare }: Manager): Promise<string> {
  const project = projects.create('shim', manifest);
  const { stdout } = await project.run('npm', ['config', 'get', 'registry']);
  const registry = stdout.trim();
  prepare?.(project, projects, registry);
  await project.shell(install, {
    env: { npm_config_prefer_offline: 'true', npm_config_registry: registry },
  });
  project.write('app.mjs', PROGRAM);
  const receiver = await startUdpReceiver();
  try {
    const { stdout: printed } = await project.run('node', ['app.mjs'], {
      env: {
        AWS_XRAY_DAEMON_ADDRESS: receiver.address,
        LAMBDA_TASK_ROOT: '/var/task',
        AWS_LAMBDA_FUNCTION_NAME: 'orders',
        AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
        _HANDLER: 'app.handler',
        _X_AMZN_TRACE_ID: 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1',
      },
    });
    if (printed.trim() !== 'done @otel-xray/aws-xray-sdk-core') throw new Error(printed);
    const [traceId] = receiver.traceIds();
    if (traceId !== '1-5759e988-bd862e3fe1be46a994272793') throw new Error(`no document of the trace: ${traceId}`);
    return 'Powertools Tracer with Middy, Express, MySQL and PostgreSQL packages load it; one trace';
  } finally {
    receiver.close();
  }
}
