import type { LinksAnswer } from '@otel-xray/console/contract';
import type { ConsoleContext } from './console-context.ts';
import { toRows } from './light-row.ts';
import { ProblemError } from './problem.ts';

/** `GET /-/traces/{id}/links`: the span links of a trace, in both directions. */
export function readLinks(id: string, { store, traces }: ConsoleContext): LinksAnswer {
  const key = traces.keyOf(id);
  if (key === undefined) throw new ProblemError(`The trace ${id} is not in this store.`, 404);
  const { index } = store;
  const links = [
    ...index.graph.linksOf([key]).map(({ entity, otherTraceId, otherEntity }) => ({
      direction: 'to' as const,
      entity,
      traceId: otherTraceId,
      otherEntity,
    })),
    ...index.graph.linksTo(id).map(({ entity, traceId, otherEntity }) => ({
      direction: 'from' as const,
      entity: otherEntity,
      traceId,
      otherEntity: entity,
    })),
  ].slice(0, MAX_LINKS);
  const rows = new Map<string, LinksAnswer['links'][number]['trace']>();
  for (const { traceId } of links) {
    const other = rows.has(traceId) ? undefined : traces.keyOf(traceId);
    if (other !== undefined) rows.set(traceId, toRows(store, [other])[0]);
  }
  return {
    links: links.map((link) => {
      const trace = rows.get(link.traceId);
      return { ...link, ...(trace && { trace }) };
    }),
  };
}

const MAX_LINKS = 1_000;
