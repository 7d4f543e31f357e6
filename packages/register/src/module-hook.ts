import { register } from 'node:module';
import { pathToFileURL } from 'node:url';
import { isMainThread } from 'node:worker_threads';

/**
 * Installs the loader hook of `@opentelemetry/instrumentation`, without which instrumentations do not reach what ES modules
 * import. It serves the modules that are loaded afterwards; `require` needs none.
 */
export function installModuleHook(): void {
  register('@opentelemetry/instrumentation/hook.mjs', ownUrl());
}

/**
 * The address of this file, from where the hook is looked up, so that it is the copy that our instrumentations use.
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
