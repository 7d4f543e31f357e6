import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installLocked } from '../../scripts/install-locked.mjs';

const nodes = join(import.meta.dirname, 'nodes');

/**
 * Installs a version of Node from npm, unless it is installed.
 * @param major 18, 20, 22 or 24
 * @returns its path, or the reason why it cannot run here
 */
export function findNode(major: number): { readonly node: string } | { readonly reason: string } {
  if (process.platform !== 'linux' || process.arch !== 'x64') return { reason: 'Nodes are installed for Linux on x64' };
  try {
    installLocked(nodes);
  } catch (error) {
    return { reason: `Nodes cannot be installed: ${(error as Error).message.slice(0, 300)}` };
  }
  const node = join(nodes, `node_modules/node-${major}/bin/node`);
  return existsSync(node) ? { node } : { reason: `Node ${major} is not installed` };
}
