import type { NodePattern } from '@otel-xray/filter-expression';
import { FilterError, readFilter } from './read-filter.ts';

/** Whose numbers are wanted: those of a node, or of the calls between two. */
export type EntitySelector =
  | { readonly kind: 'service'; readonly node: NodePattern | undefined }
  | { readonly kind: 'edge'; readonly from: NodePattern; readonly to: NodePattern };

/**
 * Reads an `EntitySelectorExpression`: `service(…)`, `edge(…, …)` or `id(…)`, at most 500 characters.
 * @throws FilterError if it is something else
 */
export function readEntitySelector(text: string): EntitySelector {
  if (text.length > MAX_LENGTH)
    throw wrong(`longer than ${MAX_LENGTH} characters`, MAX_LENGTH, text.length - MAX_LENGTH);
  const isId = /^\s*id\s*\(/i.test(text);
  const tree = isId ? readInService(text) : readFilter(text, () => undefined);
  const isSelector = tree.kind === 'service' || tree.kind === 'edge';
  if (!isSelector || tree.block) throw wrong('expected service(…), edge(…, …) or id(…)', 0, text.length);
  return tree.kind === 'edge' ? { kind: 'edge', from: tree.from, to: tree.to } : { kind: 'service', node: tree.node };
}

function readInService(id: string): ReturnType<typeof readFilter> {
  try {
    return readFilter(`service(${id})`, () => undefined);
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    const { offset, ...problem } = error.problem;
    throw new FilterError({ ...problem, offset: Math.min(Math.max(0, offset - 'service('.length), id.length) });
  }
}

function wrong(message: string, offset: number, length: number): FilterError {
  return new FilterError({ message, offset, length, expected: ['service(', 'edge(', 'id('] });
}

// X-Ray API reference, GetTimeSeriesServiceStatistics.
const MAX_LENGTH = 500;
