import { normalizeTraceId } from './repair.ts';

/**
 * Finds the trace id in what one has at hand: an id in X-Ray's or the W3C form, an `X-Amzn-Trace-Id` or a `traceparent` header, a line of
 * a log.
 */
export function findTraceId(text: string): string | undefined {
  const [found] = /1-[0-9a-f]{8}-[0-9a-f]{24}|(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/i.exec(text) ?? [];
  return found === undefined ? undefined : normalizeTraceId(found);
}
