import nodeModule, { register, syncBuiltinESMExports } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import { logger } from './logger.ts';

// webpack follows a named import of `createRequire`, and warns about each path that it cannot know.
const { createRequire } = nodeModule;

/** A package that instruments modules, with a copy of `@opentelemetry/instrumentation` of its own perhaps. */
export interface HookingPackage {
  /** Its main file. */
  readonly file: string;
  /** The modules that it instruments. */
  readonly libraries: readonly string[];
}

/**
 * Installs the loader hooks without which instrumentations do not reach modules that are imported by ES modules; `require` needs none.
 * The hooks apply to modules that are loaded afterwards.
 *
 * Each copy of `import-in-the-middle` knows only its own instrumentations, and npm installs a second copy where versions do not fit.
 * So each copy gets a hook. A module that two hooks wrap reaches neither, so they share no library.
 * @returns whether the instrumentations that come with this package have a hook
 */
export function installModuleHooks(others: readonly HookingPackage[]): boolean {
  const own = copyOf(createRequire(ownUrl()));
  const librariesOf = new Map<string, string[]>();
  for (const { file, libraries } of others) {
    const copy = copyOf(createRequire(file));
    if (copy === undefined || copy === own) continue;
    librariesOf.set(copy, [...(librariesOf.get(copy) ?? []), ...libraries]);
  }
  const exclude: RegExp[] = [];
  for (const [copy, libraries] of librariesOf) {
    const files = new RegExp(`/node_modules/(${libraries.join('|')})/`);
    if (installSyncHook(copy, { include: [files] })) exclude.push(files);
    // The hook that runs in a thread of its own tolerates no second copy.
    else
      logger().warn(
        `${libraries.join(', ')}: not traced where ES modules import them, as there are two copies of import-in-the-middle. Run "npm dedupe", or use Node 24.11 or later.`,
      );
  }
  return own !== undefined && installHook(own, exclude);
}

/**
 * Lets the instrumentation patch Node's own modules, for `require` and for `import` alike.
 *
 * The instrumentation of HTTP patches the first of the two forms that it meets and leaves the other alone. By now something may have
 * imported `node:http`. Its `import` form would then keep the original functions.
 * https://nodejs.org/api/module.html#modulesyncbuiltinesmexports
 *
 * A loader hook patches what is loaded later, so `node:https` with its TLS stays unloaded until the program needs it.
 */
export function patchBuiltins(names: readonly string[], hasHook: boolean): void {
  const require = createRequire(ownUrl());
  for (const name of names) if (!hasHook || isLoaded(name)) require(name);
  syncBuiltinESMExports();
}

/** Node lists what it has loaded, of its own modules too; other runtimes may not. */
function isLoaded(name: string): boolean {
  const { moduleLoadList } = process as { moduleLoadList?: readonly string[] };
  return moduleLoadList?.includes(`NativeModule ${name}`) ?? true;
}

/** The folder of the `import-in-the-middle` that a package's `@opentelemetry/instrumentation` uses; `undefined` in a bundle. */
function copyOf(from: NodeJS.Require): string | undefined {
  try {
    const instrumentation = createRequire(from.resolve('@opentelemetry/instrumentation'));
    return dirname(instrumentation.resolve('import-in-the-middle'));
  } catch (error) {
    logger().debug('found no import-in-the-middle: modules that ES modules import are not traced', error);
    return undefined;
  }
}

function installHook(copy: string, exclude: readonly RegExp[]): boolean {
  if (installSyncHook(copy, { exclude })) return true;
  try {
    register(pathToFileURL(join(copy, 'hook.mjs')).href);
    return true;
  } catch (error) {
    logger().debug('could not install the loader hook: modules that ES modules import are not traced', error);
    return false;
  }
}

interface SyncHooks {
  supportsSyncHooks(): boolean;
  register(options: HookOptions): void;
}

/** Modules by URL. */
interface HookOptions {
  readonly include?: readonly RegExp[];
  readonly exclude?: readonly RegExp[];
}

/**
 * Installs the hook that runs in the application's own thread, which starts faster.
 * @returns whether this Node and this copy have it, https://nodejs.org/api/module.html#moduleregisterhooksoptions
 */
function installSyncHook(copy: string, options: HookOptions): boolean {
  try {
    const hooks = createRequire(join(copy, 'index.js'))('./register-hooks.mjs') as SyncHooks;
    if (!hooks.supportsSyncHooks()) return false;
    hooks.register(options);
    return true;
  } catch (error) {
    logger().debug('this copy of import-in-the-middle has no synchronous hook', error);
    return false;
  }
}

/**
 * The URL of this file: the hook is resolved from here, so that it is the copy that our instrumentations use.
 * `import.meta.url` does not compile to CommonJS and `__filename` does not exist in ES modules; a stack frame serves both.
 */
function ownUrl(): string {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const holder: { stack?: string | undefined } = {};
  try {
    Error.stackTraceLimit = 1;
    Error.prepareStackTrace = (_, frames) => frames[0]?.getFileName();
    Error.captureStackTrace(holder);
    const file = holder.stack ?? process.execPath;
    return file.startsWith('file:') ? file : pathToFileURL(file).href;
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/**
 * Whether this is the thread that Node starts for loader hooks. Files given to `--require` run there too, and it runs no program.
 */
export function isLoaderThread(): boolean {
  return !isMainThread && process.argv[1] === undefined;
}
