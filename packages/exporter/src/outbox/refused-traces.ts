import { documentTraceId } from '../transports/document-head.ts';
import { isSubsegment } from './document-class.ts';

/** More than a process has in flight. */
const MAX_TRACES = 1_000;

/** Traces that X-Ray has closed at their largest size: their subsegments are not sent any longer. */
export class RefusedTraces {
  /** Oldest first. */
  readonly #traceIds: Set<string> = new Set();

  add(document: Uint8Array): void {
    const traceId = documentTraceId(document);
    if (traceId === undefined) return;
    this.#traceIds.add(traceId);
    const [oldest] = this.#traceIds;
    if (this.#traceIds.size > MAX_TRACES && oldest !== undefined) this.#traceIds.delete(oldest);
  }

  /** Whether a document is a subsegment of one of them. */
  has(document: Uint8Array): boolean {
    if (this.#traceIds.size === 0) return false;
    const traceId = documentTraceId(document);
    return traceId !== undefined && this.#traceIds.has(traceId) && isSubsegment(document);
  }
}
