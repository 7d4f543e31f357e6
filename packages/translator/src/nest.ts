import { isSpanId, isTraceId } from '@otel-xray/format';
import type { HrTimeLike, SpanLike } from './readable-span.ts';
import { countDropped, type TranslationReport, warn } from './report.ts';

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
  /** Embedded children, by start time and id. */
  children: SpanNode[] | undefined;
  /** Whether it stands inside its parent's document. */
  isEmbedded: boolean;
}

/** Deeper than this a subsegment goes as a document of its own: what reads the document may not follow it further. */
export const MAX_NESTING = 64;

/**
 * Reads the places of spans. A span that throws or has no usable ids is dropped and counted.
 * @param keepsZeroIds whether ids of zeros count as usable, as in the reference
 */
export function readNodes(spans: readonly SpanLike[], keepsZeroIds: boolean, report: TranslationReport): SpanNode[] {
  const nodes: SpanNode[] = [];
  for (const span of spans) {
    try {
      const node = readNode(span);
      if (!isTraceId(node.traceId) && !(keepsZeroIds && isZero(node.traceId))) countDropped(report, 'invalidTraceId');
      else if (!isSpanId(node.spanId) && !(keepsZeroIds && isZero(node.spanId))) countDropped(report, 'invalidSpanId');
      else nodes.push(node);
    } catch {
      countDropped(report, 'unreadable');
    }
  }
  return nodes;
}

function readNode(span: SpanLike): SpanNode {
  const { traceId, spanId } = span.spanContext();
  const parent = span.parentSpanContext;
  // SDK 1.x had the id alone.
  const parentId = parent?.spanId ?? (span as { parentSpanId?: string }).parentSpanId;
  return {
    span,
    traceId: lower(traceId),
    spanId: lower(spanId),
    parentId: isSpanId(lower(parentId)) ? lower(parentId) : '',
    parentIsRemote: parent?.isRemote,
    kind: span.kind,
    children: undefined,
    isEmbedded: false,
  };
}

// Hex digits in upper case mean the same id.
function lower(id: unknown): string {
  return typeof id === 'string' ? id.toLowerCase() : '';
}

function isZero(id: string): boolean {
  return /^0*$/.test(id);
}

/**
 * Puts each subsegment whose parent is in the batch, in the same process, into that parent. Cycles are cut where they are met.
 * @returns the nodes that become documents of their own, in the order given; of two spans with one id the first stays
 */
export function nestNodes(nodes: readonly SpanNode[], report: TranslationReport): SpanNode[] {
  const byId = new Map<string, SpanNode>();
  const unique: SpanNode[] = [];
  let clashes: Map<string, SpanNode> | undefined;
  for (const node of nodes) {
    const known = byId.get(node.spanId);
    if (known === undefined) {
      byId.set(node.spanId, node);
    } else {
      // Span ids are unique in their trace only.
      clashes ??= new Map();
      const key = node.traceId + node.spanId;
      if (known.traceId === node.traceId || clashes.has(key)) {
        countDropped(report, 'duplicate');
        warn(report, 'a span was handed over twice');
        continue;
      }
      clashes.set(key, node);
    }
    unique.push(node);
  }
  const find = (node: SpanNode): SpanNode | undefined => {
    if (node.parentId === '' || node.parentIsRemote === true) return undefined;
    const found = byId.get(node.parentId);
    return found === undefined || found.traceId === node.traceId ? found : clashes?.get(node.traceId + node.parentId);
  };
  for (const node of unique) {
    const parent = find(node);
    if (parent === undefined || parent === node || !isSameResource(parent.span, node.span)) continue;
    node.isEmbedded = true;
    parent.children ??= [];
    parent.children.push(node);
  }
  for (const node of unique) if (node.children !== undefined) sortByStart(node.children);
  cutCyclesAndDepth(unique);
  return unique.filter((node) => !node.isEmbedded);
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

/** What no root reaches lies on a cycle; its first node becomes a root. What lies too deep becomes a root too. */
function cutCyclesAndDepth(nodes: readonly SpanNode[]): void {
  const seen = new Set<SpanNode>();
  const visit = (root: SpanNode): void => {
    const waiting: { node: SpanNode; depth: number }[] = [{ node: root, depth: 0 }];
    for (let entry = waiting.pop(); entry !== undefined; entry = waiting.pop()) {
      const { node, depth } = entry;
      seen.add(node);
      if (node.children === undefined) continue;
      node.children = node.children.filter((child) => {
        if (seen.has(child)) return false;
        child.isEmbedded = depth + 1 < MAX_NESTING;
        waiting.push({ node: child, depth: child.isEmbedded ? depth + 1 : 0 });
        return child.isEmbedded;
      });
    }
  };
  for (const node of nodes) if (!node.isEmbedded && !seen.has(node)) visit(node);
  if (seen.size === nodes.length) return;
  for (const node of nodes) {
    if (seen.has(node)) continue;
    node.isEmbedded = false;
    visit(node);
  }
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
