import { createRequire } from 'node:module';

/**
 * Gives `node:crypto`, loaded at the first need: it takes longer than all the rest of an import, and most traces need none of it.
 * Synchronous in ESM and in CommonJS; a built-in module needs no real path to start from.
 */
export function nodeCrypto(): typeof import('node:crypto') {
  loaded ??= createRequire('file:///')('node:crypto') as typeof import('node:crypto');
  return loaded;
}

let loaded: typeof import('node:crypto') | undefined;
