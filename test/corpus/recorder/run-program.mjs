// Runs the program of one scenario on one SDK line as a process of its own.
import { fork } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { packageOf } from './instrumentations.mjs';

const PROGRAM = fileURLToPath(new URL('program.mjs', import.meta.url));
const PROGRAM_MILLIS = 90_000;

/** Resolves to `{ recording }`, or to `{ error }` when the program fails or does not end. */
export async function runProgram({ scenario, sdk, ports = {} }) {
  const env = {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(AWS|OTEL|npm)_/.test(name))),
    CORPUS_PORTS: JSON.stringify(ports),
    AWS_EC2_METADATA_DISABLED: 'true',
    TZ: 'UTC',
    ...scenario.env,
  };
  const { promise, resolve } = Promise.withResolvers();
  const child = fork(PROGRAM, [scenario.name, sdk], { env, execArgv: ['--disable-warning=ExperimentalWarning'] });
  const timer = setTimeout(() => child.kill('SIGKILL'), PROGRAM_MILLIS);
  let recorded;
  child.on('message', (message) => {
    recorded = message;
  });
  child.on('close', (code) => resolve({ recorded, code }));
  const { code } = await promise;
  clearTimeout(timer);
  if (recorded === undefined) return { error: `its program ended with ${code ?? 'SIGKILL'}` };
  return { recording: withVersions(recorded, { scenario, sdk }) };
}

/** Puts the versions of the packages in front, and leaves those of the scopes away that are the package's own. */
function withVersions({ resource, requests }, { scenario, sdk }) {
  const { instrumentations = {}, libraries = [], folder = '.' } = scenario;
  const versions = {};
  const add = (base, name) => {
    const manifest = fileURLToPath(new URL(`../${base}/node_modules/${name}/package.json`, import.meta.url));
    if (existsSync(manifest)) versions[name] = JSON.parse(readFileSync(manifest, 'utf8')).version;
  };
  for (const name of ['@opentelemetry/sdk-trace', ...['http', ...Object.keys(instrumentations)].map(packageOf)])
    add(sdk, name);
  for (const name of [...Object.keys(instrumentations), ...libraries]) add(folder, name);
  for (const { spans } of requests)
    for (const span of spans) {
      const at = span.scope.lastIndexOf('@');
      if (versions[span.scope.slice(0, at)] === span.scope.slice(at + 1)) span.scope = span.scope.slice(0, at);
    }
  return { versions, resource, requests };
}
