// Builds AWS Lambda's runtime interface client. It is a native add-on, which needs cmake, g++, make, Node's headers, and a minute.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { installLocked } from '../../../scripts/install-locked.mjs';

const TOOLS = ['cmake', 'g++', 'make'];

/**
 * Returns the runtime client's `index.mjs`, built if it is not yet; else the reason why it cannot be built here.
 * @returns {{ file: string } | { reason: string }}
 */
export function runtimeClient() {
  if (process.platform !== 'linux') return { reason: 'the runtime client is for Linux' };
  const folder = join(import.meta.dirname, 'node_modules/aws-lambda-ric');
  const built = { file: join(folder, 'index.mjs') };
  const isBuilt = () => existsSync(join(folder, 'rapid-client.node'));
  if (isBuilt()) return built;
  const missing = TOOLS.filter((tool) => spawnSync(tool, ['--version']).status !== 0);
  if (missing.length > 0) return { reason: `building the runtime client needs ${missing.join(', ')}` };
  const headers = dirname(dirname(process.execPath));
  if (!existsSync(join(headers, 'include/node/node_api.h'))) return { reason: `${headers} has no headers of Node` };
  try {
    installLocked(import.meta.dirname);
  } catch (error) {
    return { reason: `the runtime client cannot be installed: ${error.message.slice(0, 300)}` };
  }
  const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !/^npm_/i.test(key)));
  const { status, stderr } = spawnSync('npm', ['rebuild', 'aws-lambda-ric'], {
    cwd: import.meta.dirname,
    env: { ...env, npm_config_nodedir: headers },
    encoding: 'utf8',
  });
  return isBuilt() ? built : { reason: `building the runtime client failed (${status}): ${stderr?.slice(-300)}` };
}
