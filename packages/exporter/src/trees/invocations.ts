import { type Context, createContextKey } from '@opentelemetry/api';
import type { SpanLike } from '@otel-xray/translator';
import { INVOCATION_KEY } from './function-segments.ts';

// `wrapHandler` of `@otel-xray/lambda` sets both; registered symbols, so that no import is needed.

/** The id of an invocation's root span, in the context of its handler. */
const INVOCATION_ROOT_KEY = createContextKey('aws.xray.lambda.root');

/** `true` in the context of the flush shortly before the time limit. */
const DEADLINE_KEY = createContextKey('aws.xray.lambda.deadline');

/** Local roots that never end must not fill the memory. */
const MAX_ROOTS = 10_000;

/** One invocation of a Lambda function whose flush is in progress. */
export interface FlushedInvocation {
  readonly rootId: string;
  /** Whether the function is about to be stopped, so that its root may never end. */
  readonly isDeadline: boolean;
}

/** The invocation that a flush is for; `undefined` outside of handlers, where a flush is for everything. */
export function flushedInvocation(context: Context): FlushedInvocation | undefined {
  const rootId: unknown = context.getValue(INVOCATION_ROOT_KEY);
  return typeof rootId === 'string' ? { rootId, isDeadline: context.getValue(DEADLINE_KEY) === true } : undefined;
}

/**
 * Which open local root belongs to which invocation: several overlap in one process, and the flush of one must not send half of another.
 * Source: AWS Lambda developer guide, "Lambda Managed Instances".
 */
export class Invocations {
  /** Open local root → root of its invocation, which may be itself; oldest first. */
  readonly #owners: Map<string, string> = new Map();

  /** Notes a local root that starts in a handler, or that is an invocation's own. */
  start(span: SpanLike, parentContext: Context | undefined): void {
    const parent = span.parentSpanContext;
    if (parent !== undefined && parent.isRemote !== true) return;
    const { spanId } = span.spanContext();
    const inHandler: unknown = parentContext?.getValue(INVOCATION_ROOT_KEY);
    if (typeof inHandler === 'string') this.#owners.set(spanId, inHandler);
    else if (parentContext?.getValue(INVOCATION_KEY) !== undefined) this.#owners.set(spanId, spanId);
    if (this.#owners.size > MAX_ROOTS) this.#evictOldest();
  }

  end(span: SpanLike): void {
    if (this.#owners.size > 0) this.#owners.delete(span.spanContext().spanId);
  }

  /** Whether the flush of an invocation sends the tree below a local root: its own trees, and those that no open invocation will send. */
  isFlushedBy(invocationRootId: string, rootId: string): boolean {
    const owner = this.#owners.get(rootId);
    return owner === undefined || owner === invocationRootId || !this.#owners.has(owner);
  }

  #evictOldest(): void {
    for (const rootId of this.#owners.keys()) {
      this.#owners.delete(rootId);
      return;
    }
  }
}
