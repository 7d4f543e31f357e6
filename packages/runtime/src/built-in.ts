// By its default export: webpack follows a named `createRequire` and warns about the name that it is called with.
import nodeModule from 'node:module';

/**
 * Loads a module of Node at its first use, without its ES module form. That form reads every export, and getters of `http` load undici:
 * an `import` of `node:http` costs 86 ms, this 7.
 *
 * For instrumentations it is a `require`. https://nodejs.org/api/process.html#processgetbuiltinmoduleid, since Node 20.16 and 22.3
 */
export function builtIn<Module>(name: `node:${string}`): Module {
  const { getBuiltinModule } = process as { getBuiltinModule?: (id: string) => unknown };
  return (getBuiltinModule?.(name) ?? nodeModule.createRequire('file:///')(name)) as Module;
}
