import { isSpanId, isTraceId } from '@otel-xray/format';
import type { HrTimeLike, SpanContextLike, SpanLike } from '../ground/readable-span.ts';
import { countDropped, type TranslationReport, warn } from '../ground/report.ts';

/** A span with what its place in the tree needs, read once. */
export interface SpanNode {
  readonly span: SpanLike;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty where there is no parent. */
  readonly parentId: string;
  /** Whether the parent is of another process; `undefined` where nobody says so. */
  readonly parentIsRemote: boolean | undefined;
  readonly kind: number;
  readonly traceState: SpanContextLike['traceState'];
  /** Embedded children, by start time and id. */
  children: SpanNode[] | undefined;
  /** Whether it is inside its parent's document. */
  isEmbedded: boolean;
  /** How many entities stand around it in its document; -1 until it was reached from a root. */
  depth: number;
}

/** The value while no span is being written. */
export const NO_NODE: SpanNode = {
  span: {} as SpanLike,
  traceId: '',
  spanId: '',
  parentId: '',
  parentIsRemote: undefined,
  kind: 0,
  traceState: undefined,
  children: undefined,
  isEmbedded: false,
  depth: -1,
};

/** A subsegment deeper than this is a document of its own: readers may not follow it further. */
export const MAX_NESTING = 64;

/**
 * Reads the places of spans. A span that throws or has no usable ids is dropped and counted.
 * @param keepsZeroIds whether ids of zeros count as usable, as in the reference
 */
export function readNodes(spans: readonly SpanLike[], keepsZeroIds: boolean, report: TranslationReport): SpanNode[] {
  const nodes: SpanNode[] = [];
  // Most spans of a batch share few trace ids, often the very same text: what was found good is not read again.
  let known: string | undefined;
  let knownParent = '';
  for (const span of spans) {
    try {
      const node = readNode(span, known, knownParent);
      const { traceId, spanId } = node;
      if (traceId !== known && !isTraceId(traceId) && !(keepsZeroIds && isZero(traceId))) {
        countDropped(report, 'invalidTraceId');
        continue;
      }
      known = traceId;
      knownParent = node.parentId;
      if (!isSpanId(spanId) && !(keepsZeroIds && isZero(spanId))) countDropped(report, 'invalidSpanId');
      else nodes.push(node);
    } catch {
      countDropped(report, 'unreadable');
    }
  }
  return nodes;
}

function readNode(span: SpanLike, knownTraceId: string | undefined, knownParentId: string): SpanNode {
  const { traceId, spanId, traceState } = span.spanContext();
  const parent = span.parentSpanContext;
  // SDK 1.x had the id alone.
  const parentId = parent?.spanId ?? (span as { parentSpanId?: string }).parentSpanId;
  return {
    span,
    traceId: traceId === knownTraceId ? traceId : lower(traceId),
    spanId: isSpanId(spanId) ? spanId : lower(spanId),
    parentId: parentId === knownParentId ? knownParentId : usableParent(parentId),
    parentIsRemote: parent?.isRemote,
    kind: span.kind,
    traceState,
    children: undefined,
    isEmbedded: false,
    depth: -1,
  };
}

// Hex digits in upper case mean the same id.
function lower(id: unknown): string {
  return typeof id === 'string' ? id.toLowerCase() : '';
}

function usableParent(id: unknown): string {
  if (id === undefined) return '';
  if (isSpanId(id)) return id;
  const lowered = lower(id);
  return isSpanId(lowered) ? lowered : '';
}

/** Whether an id has no digit but `0`, which only the reference accepts. */
export function isZero(id: string): boolean {
  return /^0*$/.test(id);
}

/**
 * Puts each subsegment whose parent is in the batch, in the same process, into that parent. Cycles are cut where they are met.
 * @returns the nodes that become documents of their own, trace by trace, in the order given; of two spans with one id the first stays
 */
export function nestNodes(nodes: readonly SpanNode[], report: TranslationReport): SpanNode[] {
  const roots: SpanNode[] = [];
  const waiting: SpanNode[] = [];
  for (const trace of byTrace(nodes)) nestTrace(trace, roots, waiting, report);
  return roots;
}

/** Trace by trace, since span ids are unique in their trace only, and since small tables stay near the processor. */
function byTrace(nodes: readonly SpanNode[]): Iterable<readonly SpanNode[]> {
  const traceId = nodes[0]?.traceId;
  if (nodes.every((node) => node.traceId === traceId)) return [nodes];
  const traces = new Map<string, SpanNode[]>();
  let last: SpanNode[] | undefined;
  for (const node of nodes) {
    if (last?.[0]?.traceId !== node.traceId) last = traces.get(node.traceId);
    if (last === undefined) {
      last = [node];
      traces.set(node.traceId, last);
    } else {
      last.push(node);
    }
  }
  return traces.values();
}

/** Looking through so few ids is cheaper than a table of them. */
const FEW = 16;

/** @param waiting empty before and after */
function nestTrace(
  trace: readonly SpanNode[],
  roots: SpanNode[],
  waiting: SpanNode[],
  report: TranslationReport,
): void {
  const table = trace.length > FEW ? tableOf(trace) : undefined;
  const unique = withoutRepeated(trace, table, report);
  for (const node of unique) {
    if (node.parentId === '' || node.parentIsRemote === true) continue;
    const parent = firstWithId(trace, table, node.parentId);
    if (parent === undefined || parent === node || !isSameResource(parent.span, node.span)) continue;
    node.isEmbedded = true;
    if (parent.children === undefined) parent.children = [node];
    else parent.children.push(node);
  }
  for (const node of unique) if (node.children !== undefined) sortByStart(node.children);
  cutCyclesAndDepth(unique, waiting);
  for (const node of unique) if (!node.isEmbedded) roots.push(node);
}

function withoutRepeated(
  trace: readonly SpanNode[],
  table: Table | undefined,
  report: TranslationReport,
): readonly SpanNode[] {
  let kept: SpanNode[] | undefined;
  for (let at = 0; at < trace.length; at++) {
    const node = trace[at] as SpanNode;
    if (firstWithId(trace, table, node.spanId) === node) {
      kept?.push(node);
      continue;
    }
    countDropped(report, 'duplicate');
    warn(report, 'a span was handed over twice');
    kept ??= trace.slice(0, at);
  }
  return kept ?? trace;
}

type Table = ReadonlyMap<string, SpanNode>;

function tableOf(trace: readonly SpanNode[]): Table {
  const table = new Map<string, SpanNode>();
  for (const node of trace) if (!table.has(node.spanId)) table.set(node.spanId, node);
  return table;
}

function firstWithId(trace: readonly SpanNode[], table: Table | undefined, id: string): SpanNode | undefined {
  if (table !== undefined) return table.get(id);
  for (const node of trace) if (node.spanId === id) return node;
  return undefined;
}

/** One provider has one resource; spans that were read from elsewhere may each have a copy. */
function isSameResource({ resource: one }: SpanLike, { resource: other }: SpanLike): boolean {
  if (one === other || one?.attributes === other?.attributes) return true;
  try {
    return JSON.stringify(one?.attributes) === JSON.stringify(other?.attributes);
  } catch {
    return false;
  }
}

/** A node that no root reaches is on a cycle; its first node becomes a root. A node that is too deep becomes a root too. */
function cutCyclesAndDepth(nodes: readonly SpanNode[], waiting: SpanNode[]): void {
  let reached = 0;
  for (const node of nodes) if (!node.isEmbedded && node.depth < 0) reached += reachFrom(node, waiting);
  if (reached === nodes.length) return;
  for (const node of nodes) {
    if (node.depth >= 0) continue;
    node.isEmbedded = false;
    reachFrom(node, waiting);
  }
}

/** Says how deep each node below a root lies; gives how many there are. `waiting` is empty before and after. */
function reachFrom(root: SpanNode, waiting: SpanNode[]): number {
  let reached = 1;
  root.depth = 0;
  waiting.push(root);
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.children === undefined) continue;
    let left = false;
    for (const child of node.children) {
      if (child.depth >= 0) {
        left = true;
        continue;
      }
      reached++;
      child.isEmbedded = node.depth + 1 < MAX_NESTING;
      child.depth = child.isEmbedded ? node.depth + 1 : 0;
      left ||= !child.isEmbedded;
      waiting.push(child);
    }
    // Rare, so the list is made anew only then.
    if (left)
      node.children = node.children.filter((child) => child.isEmbedded && child.depth === (node.depth as number) + 1);
  }
  return reached;
}

function sortByStart(children: SpanNode[]): void {
  for (let i = 1; i < children.length; i++) {
    if (order(children[i - 1] as SpanNode, children[i] as SpanNode) > 0) {
      children.sort(order);
      return;
    }
  }
}

function order(a: SpanNode, b: SpanNode): number {
  return compareTimes(a.span.startTime, b.span.startTime) || (a.spanId < b.spanId ? -1 : 1);
}

function compareTimes(a: HrTimeLike | undefined, b: HrTimeLike | undefined): number {
  return (a?.[0] ?? 0) - (b?.[0] ?? 0) || (a?.[1] ?? 0) - (b?.[1] ?? 0);
}
