import { createRequire, registerHooks } from 'node:module';

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

/** The built entry of one of our packages. */
export function importBuilt(name) {
  return import(new URL(`../../packages/${name}/dist/esm/index.js`, import.meta.url).href);
}
