// The exceptions of a trace, each with its stack and what caused it.
import { paint } from './paint.mjs';

/** Every entity of the documents: segments and their subsegments. */
export function entitiesOf(documents) {
  return documents.flatMap((document) => [document, ...entitiesOf(document.subsegments ?? [])]);
}

/**
 * The exceptions of one entity as lines: the outer one first, each cause under it.
 * @param folder paths inside it are shown without it
 */
export function exceptionLines({ name, cause }, folder) {
  const [first, ...others] = cause.exceptions;
  const lines = [`in ${paint.strong(name)}`, ...one(first, folder)];
  for (let { cause: next } = first; next; ) {
    const inner = others.find(({ id }) => id === next);
    if (!inner) break;
    lines.push(paint.quiet('caused by'), ...one(inner, folder));
    next = inner.cause;
  }
  return lines;
}

function one({ type, message, stack = [] }, folder) {
  return [
    paint.fault(`${type}: ${message}`),
    ...stack.map(({ label, path, line }) => {
      const ours = path?.startsWith(folder);
      const place = `${ours ? path.slice(folder.length + 1) : path}:${line}`;
      return ours ? `    at ${label} (${place})` : paint.quiet(`    at ${label} (${place})`);
    }),
  ];
}
