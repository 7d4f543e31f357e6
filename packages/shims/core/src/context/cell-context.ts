import { type Context, ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api';
import { spanOf } from '../segments/recording.ts';
import type { Segment } from '../segments/segment.ts';
import type { Subsegment } from '../segments/subsegment.ts';

/** The active segment of a context of the SDK: `setSegment` replaces it in place, so that code which started earlier sees it too. */
export interface Cell {
  segment: Segment | Subsegment | undefined;
  /** Further values of the namespace. */
  readonly values: Record<string, unknown>;
}

/** Key of the cell. A context that sets a span of its own has none. */
export const CELL_KEY: symbol = Symbol('@otel-xray/aws-xray-sdk-core cell');

// OpenTelemetry's API does not export its key. Keys are global symbols, and their descriptions are the same in all versions 1.x.
const SPAN_KEY: symbol = Symbol.for('OpenTelemetry Context Key SPAN');

/** Whether this version of OpenTelemetry's API keeps the active span under the expected key. */
export function isSpanKeyKnown(): boolean {
  const probe = trace.wrapSpanContext({ traceId: '1'.repeat(32), spanId: '1'.repeat(16), traceFlags: 0 });
  return trace.setSpan(ROOT_CONTEXT, probe).getValue(SPAN_KEY) === probe;
}

/** A context whose active span is that of a cell. All else is the parent's. */
export class CellContext implements Context {
  readonly #parent: Context;
  readonly cell: Cell;

  constructor(parent: Context, cell: Cell) {
    this.#parent = parent;
    this.cell = cell;
  }

  getValue(key: symbol): unknown {
    if (key === CELL_KEY) return this.cell;
    return key === SPAN_KEY ? this.#span() : this.#parent.getValue(key);
  }

  #span(): Span | undefined {
    const { segment } = this.cell;
    return segment === undefined ? undefined : spanOf(segment);
  }

  setValue(key: symbol, value: unknown): Context {
    return new DerivedContext(this, key, value);
  }

  deleteValue(key: symbol): Context {
    return new DerivedContext(this, key, undefined);
  }
}

/** A context with one value more. It keeps the cell unless the value is a span. */
class DerivedContext implements Context {
  readonly #parent: Context;
  readonly #key: symbol;
  readonly #value: unknown;

  constructor(parent: Context, key: symbol, value: unknown) {
    this.#parent = parent;
    this.#key = key;
    this.#value = value;
  }

  getValue(key: symbol): unknown {
    if (key === this.#key) return this.#value;
    return key === CELL_KEY && this.#key === SPAN_KEY ? undefined : this.#parent.getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    return new DerivedContext(this, key, value);
  }

  deleteValue(key: symbol): Context {
    return new DerivedContext(this, key, undefined);
  }
}
