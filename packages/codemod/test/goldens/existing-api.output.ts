import { trace, SpanStatusCode } from '@opentelemetry/api';

const tracer = trace.getTracer('shop');

export const price = (cart: number[]): number =>
  tracer.startActiveSpan('price', (sub) => {
    try {
      try {
        return cart.reduce((a, b) => a + b);
      } catch (e) {
        sub?.recordException(e as Error);
        sub?.setStatus({ code: SpanStatusCode.ERROR, message: (e as Error).message });
        throw e;
      }
    } catch (err) {
      sub.recordException(err as Error);
      sub.setStatus({ code: SpanStatusCode.ERROR, message: (err as Error).message });
      throw err;
    } finally {
      sub.end();
    }
  });

void tracer;
