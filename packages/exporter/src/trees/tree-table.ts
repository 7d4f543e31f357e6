import type { SpanLike } from '@otel-xray/translator';

export interface TreeLimits {
  /** Finished spans that one tree may hold; with more, they leave without their root. */
  readonly maxSpans: number;
  /** How long finished spans wait for their local root. */
  readonly maxAgeMillis: number;
  /** How long a tree whose root has ended waits for descendants that are still open. */
  readonly lateSpanMillis: number;
  readonly now: () => number;
}

interface Tree {
  readonly traceId: string;
  readonly rootId: string;
  hasRootEnded: boolean;
  /** Whether the root has left: work that starts below its late descendants makes trees of its own. */
  hasRootLeft: boolean;
  openSpans: number;
  /** Start of the present wait: when the oldest of `finished` ended, or when the root did. */
  since: number;
  finished: SpanLike[];
}

/** Bounds memory against spans that never end: the oldest is evicted and leaves alone if it ends after all. */
const MAX_OPEN_SPANS = 200_000;

/** Bounds the finished spans of all trees together; with more, the tree that has waited longest leaves. */
const MAX_WAITING_SPANS = 50_000;

/**
 * Assigns open spans to trees. A tree is the part of a trace that one process adds below one local root. A local root has no parent, or
 * one in another process, or one that was sent already.
 *
 * A tree is complete when its root and all of its open descendants have ended: Express, GraphQL and others end their spans just
 * after the root. The X-Ray SDK counts open subsegments in the same way:
 * https://github.com/aws/aws-xray-sdk-node/blob/master/packages/core/lib/segments/segment.js
 */
export class TreeTable {
  readonly #limits: TreeLimits;
  /** Open spans, oldest first, by span id; if two traces share one, the later is stored by both ids. */
  readonly #open: Map<string, Tree> = new Map();
  /** Trees whose root is open and that hold finished spans, oldest wait first. */
  readonly #waiting: Set<Tree> = new Set();
  /** Trees whose root has ended and that hold finished spans, oldest wait first. */
  readonly #late: Set<Tree> = new Set();
  #waitingSpans = 0;

  constructor(limits: TreeLimits) {
    this.#limits = limits;
  }

  get isEmpty(): boolean {
    return this.#open.size === 0 && this.#waiting.size === 0 && this.#late.size === 0;
  }

  /** Whether a tree waits for descendants only, so that {@link takeLate} must be called within `lateSpanMillis`. */
  get hasLate(): boolean {
    return this.#late.size > 0;
  }

  open(span: SpanLike): void {
    const { traceId, spanId } = span.spanContext();
    const parent = span.parentSpanContext;
    const isLocalRoot = parent === undefined || parent.isRemote === true;
    const above = isLocalRoot
      ? undefined
      : (this.#open.get(this.#keyOf(traceId, parent.spanId)) ?? this.#holding(traceId, parent.spanId));
    const tree = above === undefined || above.hasRootLeft ? newTree(traceId, spanId) : above;
    tree.openSpans++;
    this.#open.set(this.#open.has(spanId) ? this.#keyOf(traceId, spanId) : spanId, tree);
    if (this.#open.size > MAX_OPEN_SPANS) this.#evictOldest();
  }

  /** Returns the spans that leave now: the tree if the span completes it, or those that exceed a limit. */
  end(span: SpanLike): readonly SpanLike[] | undefined {
    const { traceId, spanId } = span.spanContext();
    const key = this.#keyOf(traceId, spanId);
    const tree = this.#open.get(key);
    // Started before the processor was registered, evicted, or ended twice.
    if (tree === undefined) return [span];
    this.#open.delete(key);
    this.#hold(tree, span);
    this.#close(tree, spanId);
    const isComplete = tree.hasRootEnded && (tree.openSpans === 0 || this.#limits.lateSpanMillis === 0);
    if (isComplete || tree.finished.length > this.#limits.maxSpans) return this.#take(tree);
    if (this.#waitingSpans <= MAX_WAITING_SPANS) return undefined;
    for (const oldest of this.#late) return this.#take(oldest);
    for (const oldest of this.#waiting) return this.#take(oldest);
    return undefined;
  }

  /** Removes and returns, tree by tree, the spans that have waited too long for their root. */
  takeOld(): (readonly SpanLike[])[] {
    return this.#takeExpired(this.#waiting, this.#limits.maxAgeMillis);
  }

  /** Removes and returns, tree by tree, the spans that have waited too long for open descendants of their root. */
  takeLate(): (readonly SpanLike[])[] {
    return this.#takeExpired(this.#late, this.#limits.lateSpanMillis);
  }

  /** Removes and returns, tree by tree, all finished spans of the trees whose root is wanted. */
  takeAll(isWanted: (rootId: string) => boolean = () => true): (readonly SpanLike[])[] {
    const wanted = [...this.#late, ...this.#waiting].filter(({ rootId }) => isWanted(rootId));
    return wanted.map((tree) => this.#take(tree));
  }

  /**
   * Finds the tree that holds a finished span. GraphQL and Restify start spans below a parent that has ended; few spans do, so trees are
   * searched instead of indexed.
   */
  #holding(traceId: string, spanId: string): Tree | undefined {
    for (const trees of [this.#waiting, this.#late])
      for (const tree of trees)
        if (tree.traceId === traceId && tree.finished.some((span) => span.spanContext().spanId === spanId)) return tree;
    return undefined;
  }

  #takeExpired(trees: ReadonlySet<Tree>, maxMillis: number): (readonly SpanLike[])[] {
    const now = this.#limits.now();
    const expired: (readonly SpanLike[])[] = [];
    for (const tree of trees) {
      // A clock that was set back restarts the wait; otherwise it could last for hours.
      tree.since = Math.min(tree.since, now);
      if (now - tree.since >= maxMillis) expired.push(this.#take(tree));
    }
    return expired;
  }

  #hold(tree: Tree, span: SpanLike): void {
    if (tree.finished.length === 0) {
      tree.since = this.#limits.now();
      (tree.hasRootEnded ? this.#late : this.#waiting).add(tree);
    }
    tree.finished.push(span);
    this.#waitingSpans++;
  }

  /** Counts one span of the tree as no longer open. */
  #close(tree: Tree, spanId: string): void {
    tree.openSpans--;
    if (spanId !== tree.rootId || tree.hasRootEnded) return;
    tree.hasRootEnded = true;
    if (!this.#waiting.delete(tree)) return;
    tree.since = this.#limits.now();
    this.#late.add(tree);
  }

  #take(tree: Tree): readonly SpanLike[] {
    const { finished } = tree;
    tree.finished = [];
    tree.hasRootLeft = tree.hasRootEnded;
    this.#waiting.delete(tree);
    this.#late.delete(tree);
    this.#waitingSpans -= finished.length;
    return finished;
  }

  // The span id alone is the usual key: it costs no concatenation.
  #keyOf(traceId: string, spanId: string): string {
    return this.#open.get(spanId)?.traceId === traceId ? spanId : traceId + spanId;
  }

  #evictOldest(): void {
    for (const [key, tree] of this.#open) {
      this.#open.delete(key);
      // A key may hold both ids; the root's is either of them.
      this.#close(tree, key.slice(-tree.rootId.length));
      return;
    }
  }
}

function newTree(traceId: string, rootId: string): Tree {
  return { traceId, rootId, hasRootEnded: false, hasRootLeft: false, openSpans: 0, since: 0, finished: [] };
}
