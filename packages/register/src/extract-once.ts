import {
  type Context,
  type Span,
  type SpanContext,
  type TextMapGetter,
  type TextMapPropagator,
  trace,
} from '@opentelemetry/api';

/** As the SDK makes spans; the API does not show the parent. */
type WithParent = Span & { readonly parentSpanContext?: SpanContext };

/**
 * Keeps the active span where a carrier names the parent that this span already has.
 *
 * Middleware such as `@hono/otel` extracts the headers again below the span of the HTTP server, which was made from the same headers.
 * Its span would then be a sibling of the server's, and one request two segments.
 * https://opentelemetry.io/docs/specs/otel/context/api-propagators/#extract
 */
export class ExtractOncePropagator implements TextMapPropagator {
  readonly #propagator: TextMapPropagator;

  constructor(propagator: TextMapPropagator) {
    this.#propagator = propagator;
  }

  inject(...parameters: Parameters<TextMapPropagator['inject']>): void {
    this.#propagator.inject(...parameters);
  }

  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    const extracted = this.#propagator.extract(context, carrier, getter);
    const active: WithParent | undefined = trace.getSpan(context);
    const parent = active?.parentSpanContext;
    if (active === undefined || parent?.isRemote !== true) return extracted;
    const remote = trace.getSpanContext(extracted);
    const isOwnParent = remote?.spanId === parent.spanId && remote.traceId === parent.traceId;
    return isOwnParent ? trace.setSpan(extracted, active) : extracted;
  }

  fields(): string[] {
    return this.#propagator.fields();
  }
}
