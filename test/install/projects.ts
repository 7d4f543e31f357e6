import { packPackages } from '@otel-xray/test-kit';
import { installClosure } from './closure.ts';
import { createFolder, type Folder } from './folder.ts';
import { type ScopeRegistry, startScopeRegistry } from './registry.ts';

/** Fresh folders for the cells, and the registry that they install from. */
export interface Projects {
  /** An empty project that finds the packed packages by name. Removed at the end. */
  create(name: string, manifest?: object): Folder;
  /** A project that has these packages and what they need, in the versions of the lock file. Cells with the same list share it. */
  installed(packages: readonly string[]): Folder;
  readonly registry: ScopeRegistry;
  close(): Promise<void>;
}

export async function openProjects(): Promise<Projects> {
  const registry = await startScopeRegistry(packPackages());
  const folders: Folder[] = [];
  const installed = new Map<string, Folder>();
  const create = (name: string, manifest: object = {}): Folder => {
    const folder = createFolder(name);
    folders.push(folder);
    folder.write('package.json', JSON.stringify({ name: 'app', private: true, type: 'module', ...manifest }));
    folder.write('.npmrc', registry.npmrc);
    return folder;
  };
  return {
    registry,
    create,
    installed(packages) {
      const key = packages.join(' ');
      const found = installed.get(key);
      if (found !== undefined) return found;
      const folder = create('shared');
      installClosure(folder.path, packages);
      installed.set(key, folder);
      return folder;
    },
    async close() {
      for (const folder of folders) folder.remove();
      await registry.close();
    },
  };
}
