import type { SpanLike } from '@otel-xray/translator';

export interface TreeLimits {
  /** Finished spans of one tree that may wait. */
  readonly maxSpans: number;
  readonly maxAgeMillis: number;
  readonly now: () => number;
}

interface Tree {
  readonly traceId: string;
  readonly rootId: string;
  /** When the oldest of `finished` ended. */
  since: number;
  finished: SpanLike[];
}

/**
 * Which open span belongs to which tree. A tree is what one process adds to a trace below one local root: a span without parent, with a
 * parent of another process, or with a parent that has ended.
 */
export class TreeTable {
  readonly #limits: TreeLimits;
  /** Open spans, by span id. */
  readonly #open: Map<string, Tree> = new Map();
  /** Trees with finished spans that wait. */
  readonly #waiting: Set<Tree> = new Set();

  constructor(limits: TreeLimits) {
    this.#limits = limits;
  }

  get isEmpty(): boolean {
    return this.#open.size === 0 && this.#waiting.size === 0;
  }

  open(span: SpanLike): void {
    const { traceId, spanId } = span.spanContext();
    const parent = span.parentSpanContext;
    const above = parent === undefined || parent.isRemote === true ? undefined : this.#open.get(parent.spanId);
    const tree =
      above !== undefined && above.traceId === traceId ? above : { traceId, rootId: spanId, since: 0, finished: [] };
    this.#open.set(spanId, tree);
  }

  /** Gives the spans of the tree, root last, when this was its root; or those that wait, when they are too many. */
  end(span: SpanLike): readonly SpanLike[] | undefined {
    const { spanId } = span.spanContext();
    const tree = this.#open.get(spanId);
    // Started before the processor was there, or ended twice: nothing to wait for.
    if (tree === undefined) return [span];
    this.#open.delete(spanId);
    if (tree.finished.length === 0) tree.since = this.#limits.now();
    tree.finished.push(span);
    if (spanId === tree.rootId || tree.finished.length >= this.#limits.maxSpans) return this.#take(tree);
    this.#waiting.add(tree);
    return undefined;
  }

  /** Gives, tree by tree, what waits for a root that has been open for too long. */
  takeOld(): (readonly SpanLike[])[] {
    const before = this.#limits.now() - this.#limits.maxAgeMillis;
    return [...this.#waiting].filter((tree) => tree.since <= before).map((tree) => this.#take(tree));
  }

  /** Gives, tree by tree, all that waits. */
  takeAll(): (readonly SpanLike[])[] {
    return [...this.#waiting].map((tree) => this.#take(tree));
  }

  #take(tree: Tree): readonly SpanLike[] {
    const { finished } = tree;
    tree.finished = [];
    this.#waiting.delete(tree);
    return finished;
  }
}
