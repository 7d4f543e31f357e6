import { ATTR_XRAY_IN_PROGRESS } from '@otel-xray/format';
import type { SpanLike } from '@otel-xray/translator';

/** A span that never ends must not fill the memory: with more, the oldest is not sent in progress. */
const MAX_OPEN_ROOTS = 10_000;

interface OpenRoot {
  readonly span: SpanLike;
  since: number;
}

/** Local roots that are open and not sent yet; they are sent in progress when they have been open for a while. */
export class OpenRoots {
  readonly #afterMillis: number;
  readonly #now: () => number;
  /** Oldest first. */
  readonly #roots: Map<string, OpenRoot> = new Map();

  constructor(afterMillis: number, now: () => number) {
    this.#afterMillis = afterMillis;
    this.#now = now;
  }

  /** Gives those that are due, the new one among them where none waits. */
  start(span: SpanLike): SpanLike[] {
    const parent = span.parentSpanContext;
    if (parent !== undefined && parent.isRemote !== true) return [];
    this.#roots.set(keyOf(span), { span, since: this.#now() });
    const [oldest] = this.#roots.keys();
    if (this.#roots.size > MAX_OPEN_ROOTS && oldest !== undefined) this.#roots.delete(oldest);
    return this.#afterMillis === 0 ? this.takeDue() : [];
  }

  end(span: SpanLike): void {
    if (this.#roots.size > 0) this.#roots.delete(keyOf(span));
  }

  /** Gives all that nobody knows of yet. */
  takeAll(): SpanLike[] {
    const all = [...this.#roots.values()].map(({ span }) => span);
    this.#roots.clear();
    return all;
  }

  /** Removes one by its span id and returns it, unless it was removed before. */
  take(spanId: string): SpanLike[] {
    for (const [key, { span }] of this.#roots) {
      if (span.spanContext().spanId !== spanId) continue;
      this.#roots.delete(key);
      return [span];
    }
    return [];
  }

  /** Gives each once, when it has been open for long enough. */
  takeDue(): SpanLike[] {
    const now = this.#now();
    const due: SpanLike[] = [];
    for (const [key, root] of this.#roots) {
      // A clock that was set back starts the wait again, or it could last for hours.
      root.since = Math.min(root.since, now);
      if (now - root.since < this.#afterMillis) continue;
      this.#roots.delete(key);
      due.push(root.span);
    }
    return due;
  }
}

function keyOf(span: SpanLike): string {
  const { traceId, spanId } = span.spanContext();
  return traceId + spanId;
}

/** The state of an open span, as a span that becomes a document in progress. */
export function inProgress(span: SpanLike): SpanLike {
  return {
    name: span.name,
    kind: span.kind,
    spanContext: () => span.spanContext(),
    parentSpanContext: span.parentSpanContext,
    startTime: span.startTime,
    endTime: span.endTime,
    status: span.status,
    attributes: { ...span.attributes, [ATTR_XRAY_IN_PROGRESS]: true },
    events: span.events,
    links: span.links,
    resource: span.resource,
    instrumentationScope: span.instrumentationScope,
  };
}
