import { type Context, createContextKey } from '@opentelemetry/api';
import { isFunctionSegment, type SpanLike } from '@otel-xray/translator';

/** Key under which `wrapHandler` of `@otel-xray/lambda` stores the trace header of an invocation; a registered symbol needs no import. */
export const INVOCATION_KEY: symbol = createContextKey('aws.xray.lambda.invocation');

/** Far more than one sandbox runs at a time. */
const MAX_KNOWN = 1_000;

/**
 * The ids of the segments that AWS Lambda itself records, learnt when a local root starts: by the time its tree is translated, the
 * runtime may speak of another invocation.
 */
export class FunctionSegments {
  /** Oldest first. */
  readonly #known: Set<string> = new Set();

  /** Looks whether the parent of a root that starts is the segment of its invocation. */
  learn(root: SpanLike, context: Context | undefined): void {
    const parent = root.parentSpanContext;
    if (parent?.isRemote !== true) return;
    const header: unknown = context?.getValue(INVOCATION_KEY);
    const isOwn = typeof header === 'string' && isFunctionSegment(parent.spanId, header);
    if (!isOwn && !isFunctionSegment(parent.spanId)) return;
    this.#known.add(parent.spanId);
    const [oldest] = this.#known;
    if (this.#known.size > MAX_KNOWN && oldest !== undefined) this.#known.delete(oldest);
  }

  has(id: string): boolean {
    return this.#known.has(id);
  }
}
