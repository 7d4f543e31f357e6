// By its default export: webpack follows a named `createRequire` and warns about the name that it is called with.
import nodeModule from 'node:module';

/**
 * Loads a module of Node at its first use, without its ES module form. That form reads every export, and the exports of `http` include
 * getters that load undici: an `import` of `node:http` takes ten times as long as this (86 ms against 7).
 *
 * For instrumentations it is a `require`. https://nodejs.org/api/process.html#processgetbuiltinmoduleid, since Node 20.16 and 22.3
 */
export function builtIn<Module>(name: `node:${string}`): Module {
  const { getBuiltinModule } = process as { getBuiltinModule?: (id: string) => unknown };
  return (getBuiltinModule?.(name) ?? nodeModule.createRequire('file:///')(name)) as Module;
}
