// Plugins of esbuild for what a cold start pays for.
import { isBuiltin } from 'node:module';

/**
 * Loads Node's own modules by `require`. An `import` creates the ES form of a module, which reads all exports.
 * That costs 78 ms for `http`, whose getters load undici, and 7 to 10 ms for each of `fs`, `util` and `process`.
 * Reads the exports in use alone: some load the module that they name. An export that an older Node lacks is undefined; an `import` of it
 * would end the process.
 */
export const builtInsByRequire = {
  name: 'built-ins-by-require',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^[a-z]/ }, ({ path, kind, namespace }) => {
      if (kind !== 'import-statement' || namespace === 'built-in' || !isBuiltin(path)) return undefined;
      return { path: path.replace(/^node:/, ''), namespace: 'built-in' };
    });
    onLoad({ filter: /.*/, namespace: 'built-in' }, ({ path }) => ({
      contents: [
        `const builtIn = require('node:${path}'); export default builtIn;`,
        ...namesOf(path).map((name) => `export const ${name} = /* @__PURE__ */ (() => builtIn.${name})();`),
      ].join('\n'),
    }));
  },
};

function namesOf(builtIn) {
  return Object.keys(process.getBuiltinModule(builtIn)).filter(
    (name) => /^[A-Za-z_]\w*$/.test(name) && name !== 'default',
  );
}

/** Bundles one copy of the base class of instrumentations, whose packages require neighbouring versions. */
export const oneInstrumentation = (root) => ({
  name: 'one-instrumentation',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^@opentelemetry\/instrumentation$/ }, ({ path, kind, pluginData }) =>
      pluginData === SEEN ? undefined : resolve(path, { kind, resolveDir: root, pluginData: SEEN }),
    );
  },
});

/** Instrumentations and wrapped modules meet in one module, which wrapped modules import by its path. */
export const sharedImportHook = {
  name: 'shared-import-hook',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/lib\/register$/ }, ({ importer }) =>
      importer.includes('import-in-the-middle')
        ? { path: './node_modules/import-in-the-middle/lib/register.js', external: true }
        : undefined,
    );
  },
};

/** Leaves out the log of require-in-the-middle, for which `debug` loads terminals. */
export const withoutDebug = {
  name: 'without-debug',
  setup({ onLoad }) {
    onLoad({ filter: /node_modules\/debug\/src\/index\.js$/ }, () => ({
      contents: 'module.exports = () => () => {};',
    }));
  },
};

/** Leaves out detectors of other platforms, and those that start processes. The preload names the ones that it uses. */
export const withoutOtherDetectors = {
  name: 'without-other-detectors',
  setup({ onLoad }) {
    onLoad({ filter: DETECTOR }, ({ path }) => {
      const [, name] = DETECTOR.exec(path);
      const exported = name.replace(/^[A-Z]+?(?=[A-Z][a-z])|^[A-Z]/, (capitals) => capitals.toLowerCase());
      return { contents: `export const ${exported} = undefined;` };
    });
  },
};

const SEEN = Symbol('resolved by one-instrumentation');
const DETECTOR =
  /@opentelemetry\/resource[\w-]*\/dist\/detectors\/.*\b((?:AwsBeanstalk|AwsEc2|AwsEcs|AwsEks|Host|OS|Process|ServiceInstanceId)Detector)\.mjs$/;
