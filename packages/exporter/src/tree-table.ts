import type { SpanLike } from '@otel-xray/translator';

export interface TreeLimits {
  /** Finished spans of one tree that may wait; with more, they go without their root. */
  readonly maxSpans: number;
  readonly maxAgeMillis: number;
  readonly now: () => number;
}

interface Tree {
  readonly traceId: string;
  readonly rootId: string;
  /** Whether its root has ended: whoever ends later has nothing to wait for. */
  isOver: boolean;
  /** When the oldest of `finished` ended. */
  since: number;
  finished: SpanLike[];
}

/** Spans that are started and never ended must not fill the memory; one that is forgotten goes alone when it ends after all. */
const MAX_OPEN_SPANS = 200_000;

/** Finished spans that may wait in all trees together; with more, the tree that waits longest goes. */
const MAX_WAITING_SPANS = 50_000;

/**
 * Which open span belongs to which tree. A tree is what one process adds to a trace below one local root: a span without parent, with a
 * parent of another process, or with a parent that has ended.
 */
export class TreeTable {
  readonly #limits: TreeLimits;
  /** Open spans, oldest first, by span id; where two traces have the same one, the later by both ids. */
  readonly #open: Map<string, Tree> = new Map();
  /** Trees with finished spans that wait, by the age of the oldest of them. */
  readonly #waiting: Set<Tree> = new Set();
  #waitingSpans = 0;

  constructor(limits: TreeLimits) {
    this.#limits = limits;
  }

  get isEmpty(): boolean {
    return this.#open.size === 0 && this.#waiting.size === 0;
  }

  open(span: SpanLike): void {
    const { traceId, spanId } = span.spanContext();
    const parent = span.parentSpanContext;
    const isLocalRoot = parent === undefined || parent.isRemote === true;
    const above = isLocalRoot ? undefined : this.#open.get(this.#keyOf(traceId, parent.spanId));
    const tree =
      above === undefined || above.isOver ? { traceId, rootId: spanId, isOver: false, since: 0, finished: [] } : above;
    this.#open.set(this.#open.has(spanId) ? this.#keyOf(traceId, spanId) : spanId, tree);
    if (this.#open.size > MAX_OPEN_SPANS) this.#forgetOldest();
  }

  /** Gives what may go now: the whole tree, root last, when this was its root; those that wait, when they are too many. */
  end(span: SpanLike): readonly SpanLike[] | undefined {
    const { traceId, spanId } = span.spanContext();
    const key = this.#keyOf(traceId, spanId);
    const tree = this.#open.get(key);
    // Started before the processor was there, or ended twice: nothing to wait for.
    if (tree === undefined) return [span];
    this.#open.delete(key);
    if (tree.isOver) return [span];
    this.#wait(tree, span);
    if (spanId === tree.rootId) tree.isOver = true;
    if (tree.isOver || tree.finished.length > this.#limits.maxSpans) return this.#take(tree);
    const [oldest] = this.#waitingSpans > MAX_WAITING_SPANS ? this.#waiting : [];
    return oldest && this.#take(oldest);
  }

  /** Gives, tree by tree, what waits for a root that has been open for too long. */
  takeOld(): (readonly SpanLike[])[] {
    const now = this.#limits.now();
    const old: (readonly SpanLike[])[] = [];
    for (const tree of this.#waiting) {
      // A clock that was set back starts the wait again, or it could last for hours.
      tree.since = Math.min(tree.since, now);
      if (now - tree.since >= this.#limits.maxAgeMillis) old.push(this.#take(tree));
    }
    return old;
  }

  /** Gives, tree by tree, all that waits. */
  takeAll(): (readonly SpanLike[])[] {
    return [...this.#waiting].map((tree) => this.#take(tree));
  }

  #wait(tree: Tree, span: SpanLike): void {
    if (tree.finished.length === 0) {
      tree.since = this.#limits.now();
      this.#waiting.add(tree);
    }
    tree.finished.push(span);
    this.#waitingSpans++;
  }

  #take(tree: Tree): readonly SpanLike[] {
    const { finished } = tree;
    tree.finished = [];
    this.#waiting.delete(tree);
    this.#waitingSpans -= finished.length;
    return finished;
  }

  // The span id alone is the common key, as it costs nothing to make.
  #keyOf(traceId: string, spanId: string): string {
    return this.#open.get(spanId)?.traceId === traceId ? spanId : traceId + spanId;
  }

  #forgetOldest(): void {
    const [oldest] = this.#open.keys();
    if (oldest !== undefined) this.#open.delete(oldest);
  }
}
