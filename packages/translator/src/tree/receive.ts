import { isSpanKind } from '../ground/span-kind.ts';
import type { SpanNode } from './nest.ts';

/**
 * Whether a span of kind CONSUMER polls a queue for messages, as instrumentation-aws-sdk marks `ReceiveMessage`: a call of its process,
 * while other consumers do the work for a message.
 */
export function isReceive({ kind, span }: SpanNode): boolean {
  if (!isSpanKind(kind, 'CONSUMER')) return false;
  const { attributes } = span;
  return attributes?.['messaging.operation.type'] === 'receive' || attributes?.['messaging.operation'] === 'receive';
}
