import { createRequire, register, registerHooks } from 'node:module';
import { supportsSyncHooks } from 'import-in-the-middle/supports-sync-hooks.mjs';
import type { ImportHook } from './import-hook.ts';
import { INSTRUMENTED } from './instrumented.ts';

/**
 * Lets the layer's instrumentations reach the modules that ES modules import. The hook runs in this thread where Node supports that,
 * else in a thread of its own, which starts slower.
 *
 * The first import of an instrumented module loads the hook. Most functions contain none: code that calls `require` needs no hook.
 * https://nodejs.org/api/module.html#moduleregisterhooksoptions
 * @param report called once if the hook cannot be loaded: the function's imports work without it
 */
export function installModuleHook(report: (message: string, error: unknown) => void): void {
  const include = [...INSTRUMENTED];
  if (!supportsSyncHooks()) {
    register('import-in-the-middle/hook.mjs', import.meta.url, { data: { include } });
    return;
  }
  let hook: ImportHook | undefined;
  let isLoaded = false;
  const load = (): ImportHook | undefined => {
    isLoaded = true;
    try {
      return loadImportHook(include);
    } catch (error) {
      report('could not load the import hook, calls in ES modules are not traced:', error);
      return undefined;
    }
  };
  registerHooks({
    resolve(specifier, context, next) {
      if (!isLoaded && INSTRUMENTED.has(specifier) && !context.conditions.includes('require')) hook = load();
      return hook === undefined ? next(specifier, context) : hook.resolveSync(specifier, context, next);
    },
    load: (url, context, next) => (hook === undefined ? next(url, context) : hook.loadSync(url, context, next)),
  });
}

/** Loads a file of the layer that lies beside this one. */
function loadImportHook(include: readonly string[]): ImportHook {
  const { createImportHook } = createRequire(import.meta.url)('./import-hook.cjs') as typeof import('./import-hook.ts');
  const hook = createImportHook(new URL('node_modules/import-in-the-middle/register-hooks.mjs', import.meta.url).href);
  hook.applyOptions({ include });
  return hook;
}
