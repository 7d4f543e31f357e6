import type { Settings } from '@otel-xray/console/contract';
import { isObject, type JsonObject } from '../ground/json.ts';
import type { ConsoleContext } from './console-context.ts';
import { readObjects } from './parameters.ts';
import { ProblemError } from './problem.ts';

/** The settings for all pages. */
export function readSettings({ settings }: Pick<ConsoleContext, 'settings'>): Settings {
  return settings.get('console') ?? DEFAULTS;
}

/** `PUT /-/settings`: replaces it whole. */
export function putSettings(input: JsonObject, { settings, events }: ConsoleContext): Settings {
  const given: Settings = {
    editorLink: readText(input, 'editorLink'),
    logLink: readText(input, 'logLink'),
    pathMappings: readObjects(input, 'pathMappings').map((mapping) => ({
      from: readText(mapping, 'from'),
      to: readText(mapping, 'to'),
    })),
  };
  for (const name of ['editorLink', 'logLink'] as const)
    if (UNSAFE_LINK.test(given[name])) throw new ProblemError(`${name}: a link that runs something is not taken.`);
  settings.put('console', '', given);
  events.configured();
  return given;
}

function readText(input: JsonObject, name: string): string {
  const value = isObject(input) ? input[name] : undefined;
  if (typeof value !== 'string' || value.length > MAX_LENGTH)
    throw new ProblemError(`${name}: expected a text of at most ${MAX_LENGTH} characters.`);
  return value;
}

const DEFAULTS: Settings = { editorLink: 'vscode://file/{path}:{line}:{column}', logLink: '', pathMappings: [] };
// biome-ignore lint/suspicious/noControlCharactersInRegex: browsers skip control characters before a scheme.
const UNSAFE_LINK = /^[\s\u0000-\u001f]*(?:javascript|data|vbscript):/i;
const MAX_LENGTH = 2_000;
