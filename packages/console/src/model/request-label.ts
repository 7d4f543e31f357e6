import type { TraceRow } from '../contract/index.ts';
import { pathOf } from './url-path.ts';

/** The words by which a list names the request or the job of a trace. */
export interface RequestLabel {
  readonly method?: string;
  readonly text: string;
}

/** Prefers the operation, which is the same for all requests of a route; then method and path. */
export function requestLabel({ operation, method, url }: Pick<TraceRow, 'operation' | 'method' | 'url'>): RequestLabel {
  if (operation !== undefined) {
    const rest =
      method !== undefined && operation.startsWith(`${method} `) ? operation.slice(method.length + 1) : undefined;
    return rest === undefined ? { text: operation } : { ...(method !== undefined && { method }), text: rest };
  }
  const text = url === undefined ? '—' : (pathOf(url) ?? url);
  return { ...(method !== undefined && { method }), text };
}
