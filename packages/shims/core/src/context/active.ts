import { context, trace } from '@opentelemetry/api';
import { foreignSegment } from '../segments/foreign-segment.ts';
import { entityOf } from '../segments/recording.ts';
import type { Segment } from '../segments/segment.ts';
import type { Subsegment } from '../segments/subsegment.ts';
import { ensureContextManager } from '../setup/context-manager.ts';
import { CELL_KEY, type Cell, CellContext } from './cell-context.ts';

let fallback: Segment | undefined;

/** Sets the segment where nothing else is active: in AWS Lambda the facade. */
export function setFallback(segment: Segment | undefined): void {
  fallback = segment;
}

/** Returns the cell of the active context; `undefined` outside of all contexts of the SDK, and inside a span of OpenTelemetry's API. */
export function activeCell(): Cell | undefined {
  return context.active().getValue(CELL_KEY) as Cell | undefined;
}

/** Returns what is active: a segment or subsegment, or a span of OpenTelemetry's API in the shape of a segment. */
export function activeEntity(): Segment | Subsegment | undefined {
  const active = context.active();
  const cell = active.getValue(CELL_KEY) as Cell | undefined;
  if (cell !== undefined) return cell.segment ?? fallback;
  const span = trace.getSpan(active);
  if (span === undefined) return fallback;
  return (entityOf(span) as Segment | Subsegment | undefined) ?? foreignSegment(span);
}

/** Runs a function with a segment or subsegment active, in a context of its own. */
export function withEntity<T>(segment: Segment | Subsegment, run: () => T): T {
  ensureContextManager();
  return context.with(new CellContext(context.active(), { segment, values: {} }), run);
}
