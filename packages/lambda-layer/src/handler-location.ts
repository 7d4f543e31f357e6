import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';

/** Where the function's own handler is. */
export interface HandlerLocation {
  /** Absolute path of the module's file. */
  readonly file: string;
  /** Names of nested exports, outermost first. */
  readonly exportPath: readonly string[];
  /** The handler string as configured. */
  readonly handler: string;
}

/**
 * Finds the module of a handler string as the runtime client does. The name of the file ends at the last path element's first dot.
 * Source: https://github.com/aws/aws-lambda-nodejs-runtime-interface-client
 * @param handler `index.handler`, `dist/api.v1.place`, absolute or relative to the task root
 * @param taskRoot `LAMBDA_TASK_ROOT`
 * @returns `undefined` where the runtime reports an error of its own: a malformed handler string, no such file
 */
export function locateHandler(handler: string, taskRoot: string): HandlerLocation | undefined {
  if (handler.includes('..')) return undefined;
  const name = basename(handler);
  const dot = name.indexOf('.');
  if (dot < 0) return undefined;
  // As the runtime does it: the first place where the name occurs, without a slash at the end.
  const folder = handler.slice(0, handler.indexOf(name)).replace(/\/$/, '');
  const path = resolve(taskRoot, folder, name.slice(0, dot));
  const file = EXTENSIONS.map((extension) => path + extension).find((candidate) => existsSync(candidate));
  return file === undefined ? undefined : { file, exportPath: name.slice(dot + 1).split('.'), handler };
}

/** In the order in which the runtime interface client tries them. */
const EXTENSIONS = ['', '.js', '.mjs', '.cjs'];
