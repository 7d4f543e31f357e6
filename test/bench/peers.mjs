import { createRequire, registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const manifest = new URL('peers/package.json', import.meta.url);

/** Loads one of the packages in `peers/`, which the runner has installed. */
export const requirePeer = createRequire(manifest);

/**
 * Gives every package loaded after it, ours and the peers', the one copy of the API that the peers bring. Two copies would keep two
 * kinds of context, and whoever got the other's would pay for it.
 */
export function shareOneApi() {
  registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier, specifier === '@opentelemetry/api' ? { ...context, parentURL: manifest.href } : context),
  });
}

/**
 * The built entry of one of our packages.
 * @param root of another checkout, to compare with; default this one
 */
export function importBuilt(name, root = join(import.meta.dirname, '../..')) {
  return import(pathToFileURL(join(root, 'packages', name, 'dist/esm/index.js')).href);
}
