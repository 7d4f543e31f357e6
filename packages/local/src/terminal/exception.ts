import { isObject, type JsonObject, textIn } from '../ground/json.ts';
import { type EntityDocument, exceptionsOf } from '../trace/documents.ts';
import { paint } from './paint.ts';
import { printable } from './printable.ts';

/**
 * The exceptions of one entity as lines: the outer one first, each cause under it.
 * @param folder paths inside it are shown relative to it; all paths are absolute without it
 */
export function exceptionLines(entity: EntityDocument, folder?: string): string[] {
  const [first, ...others] = exceptionsOf(entity);
  if (!first) return [];
  const lines = [`in ${paint.strong(printable(entity['name']))}`, ...one(first, folder)];
  const shown = new Set([first]);
  for (let { cause } = first; cause; ) {
    const inner = others.find((exception) => exception['id'] === cause && !shown.has(exception));
    if (!inner) break;
    shown.add(inner);
    lines.push(paint.quiet('caused by'), ...one(inner, folder));
    cause = inner['cause'];
  }
  return lines;
}

function one({ type, message, stack }: JsonObject, folder: string | undefined): string[] {
  const frames = Array.isArray(stack) ? stack.filter(isObject) : [];
  return [
    paint.fault(
      [type ?? 'exception', textIn(message)]
        .filter((text) => text !== undefined)
        .map(printable)
        .join(': '),
    ),
    ...frames.map(({ label, path, line }) => {
      const file = textIn(path) ?? '';
      const isOurs = folder !== undefined && /^[\\/]/.test(file.slice(folder.length)) && file.startsWith(folder);
      const place = `${isOurs ? file.slice(folder.length + 1) : file}:${line ?? '?'}`;
      const text = printable(`    at ${textIn(label) ?? '?'} (${place})`);
      return isOurs ? text : paint.quiet(text);
    }),
  ];
}
