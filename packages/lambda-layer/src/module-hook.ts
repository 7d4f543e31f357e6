import { register } from 'node:module';
import { register as registerSyncHook, supportsSyncHooks } from 'import-in-the-middle/register-hooks.mjs';

/**
 * Lets instrumentations reach what ES modules import: in this thread where Node can, else by the loader's own thread, which starts slower.
 * https://nodejs.org/api/module.html#moduleregisterhooksoptions
 */
export function installModuleHook(): void {
  if (supportsSyncHooks()) registerSyncHook();
  else register('import-in-the-middle/hook.mjs', import.meta.url);
}
