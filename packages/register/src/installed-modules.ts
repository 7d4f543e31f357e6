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
  const places = [directory, ...folderOf(program)].map((folder) => createPlace(join(folder, 'package.json')));
  const placeOf = (name: string): NodeJS.Require => (places.find(({ has }) => has(name)) ?? (places[0] as Place)).from;
  return {
    has: (name) => places.some((place) => place.has(name)),
    resolve: (name) => placeOf(name).resolve(name),
    load: (name) => placeOf(name)(name),
  };
}

/** A folder that packages are loaded from. */
interface Place {
  readonly from: NodeJS.Require;
  has(name: string): boolean;
}

function createPlace(file: string): Place {
  const from = createRequire(file);
  const isYarnPnp = process.versions['pnp'] !== undefined;
  return { from, has: isYarnPnp ? (name) => isResolvable(from, name) : searchFolders(from.resolve.paths('a') ?? []) };
}

/** Most names share a few scopes: a folder without `@opentelemetry` has none of some thirty packages. */
function searchFolders(folders: readonly string[]): (name: string) => boolean {
  const withScope = new Map<string, readonly string[]>();
  return (name) => {
    const scope = name.startsWith('@') ? name.slice(0, name.indexOf('/')) : '';
    let wanted = withScope.get(scope);
    if (wanted === undefined) {
      wanted = folders.filter((folder) => existsSync(join(folder, scope)));
      withScope.set(scope, wanted);
    }
    return wanted.some((folder) => existsSync(join(folder, name, 'package.json')));
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

// Elsewhere neither `resolve(name)` nor `resolve(name + '/package.json')` serves: `exports` may forbid both.
function isResolvable(from: NodeJS.Require, name: string): boolean {
  try {
    from.resolve(name);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_PACKAGE_PATH_NOT_EXPORTED';
  }
}
