import { existsSync, realpathSync } from 'node:fs';
import nodeModule from 'node:module';
import { dirname, join } from 'node:path';

// webpack follows a named import of `createRequire`, and warns about each path that it cannot know.
const { createRequire } = nodeModule;

/** The packages that an application can load, as seen from its own folder. */
export interface InstalledModules {
  has(name: string): boolean;
  /**
   * The main file of a package.
   * @throws if it is not there
   */
  resolve(name: string): string;
  /**
   * Loads a package as `require` does in the application.
   * @throws whatever the package throws, or if it is not there
   */
  load(name: string): unknown;
}

/**
 * Looks packages up from the working directory, then from the folder of the program. Both are tried because a program may be started
 * from anywhere, and because `process.argv[1]` may be a tool such as `next`.
 * @param program the file that Node runs, `process.argv[1]`
 */
export function installedModules(program: string | undefined, directory: string): InstalledModules {
  const places = [directory, ...folderOf(program)].map((folder) => createRequire(join(folder, 'package.json')));
  const placeOf = (name: string): NodeJS.Require =>
    places.find((from) => isInstalled(from, name)) ?? (places[0] as NodeJS.Require);
  return {
    has: (name) => places.some((from) => isInstalled(from, name)),
    resolve: (name) => placeOf(name).resolve(name),
    load: (name) => placeOf(name)(name),
  };
}

function folderOf(program: string | undefined): string[] {
  try {
    return program ? [dirname(realpathSync(program))] : [];
  } catch {
    // A program that is no file, as with `node -e`.
    return [];
  }
}

// Neither `resolve(name)` nor `resolve(name + '/package.json')` serves: `exports` may forbid both.
function isInstalled(from: NodeJS.Require, name: string): boolean {
  if (process.versions['pnp'] === undefined)
    return (from.resolve.paths(name) ?? []).some((folder) => existsSync(join(folder, name, 'package.json')));
  try {
    from.resolve(name);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_PACKAGE_PATH_NOT_EXPORTED';
  }
}
