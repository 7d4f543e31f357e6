// Lets a script see the packages' sources, as the tests do, so that it answers for what was edited and needs no build. Node itself
// leaves the types away. Import this first, and then, with `await import(…)`, what is to be read from the sources.
import { registerHooks } from 'node:module';

const packages = new URL('../packages/', import.meta.url);

registerHooks({
  resolve(specifier, context, next) {
    const name = /^@otel-xray\/([\w-]+)$/.exec(specifier)?.[1];
    if (name === undefined || name === 'test-kit') return next(specifier, context);
    return next(new URL(`${name}/src/index.ts`, packages).href, context);
  },
});
