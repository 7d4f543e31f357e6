import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The folder that this file is in, built or not. `import.meta.dirname` does not compile to CommonJS and `__dirname` does not exist in ES
 * modules; a stack frame serves both.
 */
export function ownFolder(): string {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const holder: { stack?: string | undefined } = {};
  try {
    Error.stackTraceLimit = 1;
    Error.prepareStackTrace = (_, frames) => frames[0]?.getFileName();
    Error.captureStackTrace(holder);
    const file = holder.stack ?? process.execPath;
    return dirname(file.startsWith('file:') ? fileURLToPath(file) : file);
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
}
