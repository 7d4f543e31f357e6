import type { LambdaHandler } from '@otel-xray/lambda';
import type { HandlerLocation } from './handler-location.ts';

/**
 * Imports the function's module and returns its handler.
 * @throws what the module throws while it loads, unchanged: the runtime reports it under its own name
 * @throws an error named `Runtime.HandlerNotFound`, with the runtime's text, if the export is missing or no function
 */
export async function loadHandler({ file, exportPath, handler }: HandlerLocation): Promise<LambdaHandler> {
  // The path, not its URL: the runtime imports it so, and an escape in a file's name means the same then.
  const module: unknown = await import(file);
  const found = memberOf(module, exportPath) || memberOf((module as { default?: unknown }).default, exportPath);
  if (!found) throw handlerNotFound(`${handler} is undefined or not exported`);
  if (typeof found !== 'function') throw handlerNotFound(`${handler} is not a function`);
  return found as LambdaHandler;
}

function memberOf(module: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (outer, name) => (outer && typeof outer === 'object' ? (outer as Record<string, unknown>)[name] : undefined),
    module,
  );
}

function handlerNotFound(message: string): Error {
  const error = new Error(message);
  error.name = 'Runtime.HandlerNotFound';
  return error;
}
