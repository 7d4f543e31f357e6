// The parts of import-in-the-middle that it publishes without types.
declare module 'import-in-the-middle/supports-sync-hooks.mjs' {
  export function supportsSyncHooks(): boolean;
}

declare module 'import-in-the-middle/create-hook.mjs' {
  export function createHook(meta: { readonly url: string }): import('./import-hook.ts').ImportHook;
}
