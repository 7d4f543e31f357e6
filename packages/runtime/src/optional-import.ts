/**
 * Imports a package that few applications need and that may not be installed.
 *
 * Bundlers leave the call alone: they neither stop at the missing package nor put an installed one into every bundle. Whoever bundles such
 * a package imports an entry that names it statically.
 * @param name a constant of the caller; bundlers must not see it as the argument of `import()`
 * @throws if the package is not found from the file that contains this code
 */
export function importOptional<Module>(name: string): Promise<Module> {
  return import(/* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */ name);
}
