import { type Context, diag, type TextMapGetter, type TextMapPropagator, type TextMapSetter } from '@opentelemetry/api';

/** Several propagators as one, in their order; of two that find a parent the later one wins. One that throws costs only itself. */
export function composite(propagators: readonly TextMapPropagator[]): TextMapPropagator {
  const [first] = propagators;
  if (first && propagators.length === 1) return first;
  return {
    inject<Carrier>(context: Context, carrier: Carrier, setter: TextMapSetter<Carrier>): void {
      for (const propagator of propagators) {
        tolerant('inject', () => propagator.inject(context, carrier, setter));
      }
    },
    extract<Carrier>(context: Context, carrier: Carrier, getter: TextMapGetter<Carrier>): Context {
      return propagators.reduce(
        (earlier, propagator) => tolerant('extract', () => propagator.extract(earlier, carrier, getter)) ?? earlier,
        context,
      );
    },
    fields: () => [...new Set(propagators.flatMap((propagator) => propagator.fields()))],
  };
}

function tolerant<Result>(action: string, run: () => Result): Result | undefined {
  try {
    return run();
  } catch (error) {
    diag.debug(`@otel-xray/propagator: a propagator failed to ${action}: ${String(error)}`);
    return undefined;
  }
}
