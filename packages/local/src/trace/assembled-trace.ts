import type { Diagnostic } from '../ground/repair.ts';
import { type AssembledSegment, toAssembledSegment } from './full-trace.ts';
import { summarize, type TraceSummary } from './summary.ts';
import type { TraceTree } from './trace-tree.ts';

/** A trace as Local X-Ray assembled it: plain data, as of one revision. */
export interface Trace {
  /** `1-xxxxxxxx-xxxxxxxxxxxxxxxxxxxxxxxx`, lower case. */
  readonly id: string;
  /** Counts the documents that changed it. */
  readonly revision: number;
  /** As GetTraceSummaries answers it. */
  readonly summary: TraceSummary;
  /** The segment that the client called; absent while no segment has come. */
  readonly root?: AssembledSegment;
  /** Received and inferred segments in order of start, all subsegments nested. */
  readonly segments: readonly AssembledSegment[];
  /** Subsegments whose parent has not come. */
  readonly waiting: readonly AssembledSegment[];
  /** Notes for developers: repairs, repetitions, missing parents. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Which traces: a filter expression, a trace id in X-Ray's or the W3C form, or a function that says so. */
export type TraceFilter = string | ((trace: Trace) => boolean);

/** The plain data of a tree. */
export function toTrace(id: string, revision: number, tree: TraceTree): Trace {
  const segments = new Map(tree.segments.map((segment) => [segment, toAssembledSegment(segment, id)]));
  const root = tree.root && segments.get(tree.root);
  return {
    id,
    revision,
    summary: summarize(id, revision, tree),
    ...(root && { root }),
    segments: [...segments.values()],
    waiting: tree.waiting.map((subsegment) => toAssembledSegment(subsegment, id)),
    diagnostics: tree.diagnostics,
  };
}
