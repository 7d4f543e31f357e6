import { isSpanKind } from '../ground/span-kind.ts';
import type { SpanNode } from './nest.ts';

/**
 * Whether a span is an HTTP request that an AWS call sent: one attempt of the call. Only instrumentation-http without
 * `suppressInternalInstrumentation` writes them. Requests for credentials go to a link-local address and are no attempts.
 */
export function isAttempt({ kind, span }: SpanNode): boolean {
  const { attributes } = span;
  if (!isSpanKind(kind, 'CLIENT') || attributes === undefined || attributes === null) return false;
  if (attributes['rpc.system'] !== undefined || attributes['rpc.system.name'] !== undefined) return false;
  const method = attributes['http.request.method'] ?? attributes['http.method'];
  const host = attributes['server.address'] ?? attributes['net.peer.name'];
  return typeof method === 'string' && !(typeof host === 'string' && host.startsWith('169.254.'));
}

/** Counts the attempts that an AWS call made again. */
export function retriesOf({ children }: SpanNode): number {
  let attempts = 0;
  for (const child of children ?? []) if (isAttempt(child)) attempts++;
  return Math.max(0, attempts - 1);
}
