// Bundled into a CommonJS file of its own, which few functions load.
import type { RegisterHooksOptions } from 'node:module';
import { createHook } from 'import-in-the-middle/create-hook.mjs';

/** The hook of import-in-the-middle in the form that `module.registerHooks` accepts. */
export interface ImportHook {
  readonly resolveSync: NonNullable<RegisterHooksOptions['resolve']>;
  readonly loadSync: NonNullable<RegisterHooksOptions['load']>;
  applyOptions(options: { include: readonly string[] }): void;
}

/**
 * Creates the hook.
 * @param url of a file in the folder of import-in-the-middle: wrapped modules import `lib/register.js` beside it
 */
export function createImportHook(url: string): ImportHook {
  return createHook({ url });
}
