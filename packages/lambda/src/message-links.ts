import { type Link, ROOT_CONTEXT, type SpanContext, trace } from '@opentelemetry/api';
import { AWSXRayPropagator } from '@otel-xray/propagator';

/** As many links as the SDKs keep on a span by default. */
const MAX_LINKS = 128;

const PROPAGATOR = new AWSXRayPropagator();
const GETTER = {
  get: (header: string): string => header,
  keys: (): string[] => [],
};

/**
 * One link for each message of an SQS batch that says in `AWSTraceHeader` which trace it was sent in. A batch has many senders, so none of
 * them is the parent. Never throws.
 * Source: AWS X-Ray developer guide, "Amazon SQS and AWS X-Ray".
 */
export function messageLinks(event: unknown): Link[] {
  const links: Link[] = [];
  const records: unknown = (event as { Records?: unknown } | null | undefined)?.Records;
  if (!Array.isArray(records)) return links;
  for (const record of records) {
    if (links.length >= MAX_LINKS) break;
    const context = senderOf(record);
    if (context === undefined) continue;
    const id: unknown = record.messageId;
    links.push({ context, ...(typeof id === 'string' && { attributes: { 'messaging.message.id': id } }) });
  }
  return links;
}

function senderOf(record: { attributes?: { AWSTraceHeader?: unknown } } | undefined): SpanContext | undefined {
  const header = record?.attributes?.AWSTraceHeader;
  return typeof header === 'string'
    ? trace.getSpanContext(PROPAGATOR.extract(ROOT_CONTEXT, header, GETTER))
    : undefined;
}
