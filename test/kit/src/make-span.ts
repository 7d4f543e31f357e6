import type { AttributesLike, EventLike, HrTimeLike, LinkLike, SpanContextLike, SpanLike } from '@otel-xray/translator';

/** The parts of a span that a case names; the others have defaults. */
export interface SpanFields {
  /** Default `GET /x`. */
  readonly name?: string;
  /** INTERNAL 0 (default), SERVER 1, CLIENT 2, PRODUCER 3, CONSUMER 4. */
  readonly kind?: number;
  readonly traceId?: string;
  readonly spanId?: string;
  /** Default 1, sampled. */
  readonly traceFlags?: number;
  readonly traceState?: SpanContextLike['traceState'];
  /** `'local'` and `'remote'` are a parent with id {@link PARENT_SPAN_ID}; any other text is the id of a local parent. Default `'none'`. */
  readonly parent?: 'none' | 'local' | 'remote' | (string & {}) | SpanContextLike;
  readonly startTime?: HrTimeLike;
  readonly endTime?: HrTimeLike;
  readonly status?: SpanLike['status'];
  readonly attributes?: AttributesLike;
  readonly events?: readonly EventLike[];
  readonly links?: readonly LinkLike[];
  /** The resource's attributes. */
  readonly resource?: AttributesLike;
  readonly scope?: SpanLike['instrumentationScope'];
  readonly droppedAttributesCount?: number;
  readonly droppedEventsCount?: number;
  readonly droppedLinksCount?: number;
}

export const TRACE_ID = '6553f100bafcc0c31a2b8bc840dd52a5';
export const SPAN_ID = '0102030405060708';
export const PARENT_SPAN_ID = '0807060504030201';

/** A finished span by shape: 1.5 s long, a root, without attributes, events and links, unless the case says otherwise. */
export function makeSpan(fields: SpanFields = {}): SpanLike {
  const traceId = fields.traceId ?? TRACE_ID;
  const context: SpanContextLike = {
    traceId,
    spanId: fields.spanId ?? SPAN_ID,
    traceFlags: fields.traceFlags ?? 1,
    traceState: fields.traceState,
  };
  return {
    name: fields.name ?? 'GET /x',
    kind: fields.kind ?? 0,
    spanContext: () => context,
    parentSpanContext: parentOf(fields.parent ?? 'none', traceId),
    startTime: fields.startTime ?? [1_700_000_000, 123_456_789],
    endTime: fields.endTime ?? [1_700_000_001, 623_456_789],
    status: fields.status ?? { code: 0 },
    attributes: fields.attributes ?? {},
    events: fields.events ?? [],
    links: fields.links ?? [],
    resource: { attributes: fields.resource ?? {} },
    instrumentationScope: fields.scope ?? { name: 'test' },
    droppedAttributesCount: fields.droppedAttributesCount ?? 0,
    droppedEventsCount: fields.droppedEventsCount ?? 0,
    droppedLinksCount: fields.droppedLinksCount ?? 0,
  };
}

function parentOf(parent: string | SpanContextLike, traceId: string): SpanContextLike | undefined {
  if (typeof parent !== 'string') return parent;
  switch (parent) {
    case 'none':
      return undefined;
    case 'local':
      return { traceId, spanId: PARENT_SPAN_ID, traceFlags: 1, isRemote: false };
    case 'remote':
      return { traceId, spanId: PARENT_SPAN_ID, traceFlags: 1, isRemote: true };
    default:
      return { traceId, spanId: parent, traceFlags: 1, isRemote: false };
  }
}
