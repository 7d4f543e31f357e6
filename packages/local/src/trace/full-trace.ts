import type { SegmentDocument } from '@otel-xray/format';
import { stringifyVerbatim } from '../ground/number-literals.ts';
import { toSeconds } from '../ground/timestamps.ts';
import { type Entity, insideOf } from './entity.ts';
import { traceDuration } from './summary.ts';
import type { TraceTree } from './trace-tree.ts';

/** One trace as BatchGetTraces returns it. */
export interface FullTrace {
  readonly Id: string;
  /** Seconds; absent when nothing has ended yet. */
  readonly Duration?: number;
  /** Over 500 kB, where AWS would refuse further documents. */
  readonly LimitExceeded: boolean;
  readonly Segments: readonly { readonly Id: string; readonly Document: string }[];
}

/** A segment as assembled: all its subsegments nested, independent ones, too. */
export type AssembledSegment = SegmentDocument & { readonly inferred?: true };

/** Builds BatchGetTraces' answer for one trace. */
export function toFullTrace(id: string, tree: TraceTree): FullTrace {
  const segments = tree.segments.map((segment) => ({ Id: segment.id, Document: toDocumentText(segment, id) }));
  const bytes = segments.reduce((sum, { Document }) => sum + Buffer.byteLength(Document), 0);
  const duration = traceDuration(tree);
  return {
    Id: id,
    ...(duration !== undefined && { Duration: toSeconds(duration) }),
    LimitExceeded: bytes > MAX_TRACE_BYTES,
    Segments: segments,
  };
}

/** The JSON of a segment or of a subsegment that waits, with all subsegments nested. */
function toDocumentText(entity: Entity, traceId: string): string {
  const own = [...insideOf(entity)];
  const texts = new Map<Entity, string>();
  // From the leaves up, as text: chains of independent subsegments may be deeper than JSON.stringify can go.
  for (const inside of own.reverse()) {
    const children = inside.children
      .filter((child) => child.kind === 'subsegment')
      .sort(inPlace)
      .map((child) => texts.get(child) ?? '');
    const fields =
      'trace_id' in inside.fields || inside === entity ? { ...inside.fields, trace_id: traceId } : inside.fields;
    const text = inside.original ? stringifyVerbatim(fields, inside.original) : JSON.stringify(fields);
    texts.set(inside, children.length === 0 ? text : `${text.slice(0, -1)},"subsegments":[${children.join(',')}]}`);
  }
  return texts.get(entity) ?? '';
}

/** X-Ray keeps the order of the document; independent subsegments follow, by their start. */
function inPlace({ place: a = Number.MAX_VALUE }: Entity, { place: b = Number.MAX_VALUE }: Entity): number {
  return a - b;
}

/** The same as an object. */
export function toAssembledSegment(entity: Entity, traceId: string): AssembledSegment {
  return JSON.parse(toDocumentText(entity, traceId)) as AssembledSegment;
}

// AWS X-Ray endpoints and quotas: "Segment size for a trace".
const MAX_TRACE_BYTES = 500_000;
