import { SpanStatusCode, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('I55-decorator');

export function Traced(name: string) {
  return (_target: unknown, _key: string, descriptor: PropertyDescriptor) => {
    const original = descriptor.value;
    descriptor.value = function (...args: unknown[]) {
      return tracer.startActiveSpan(name, async (subsegment) => {
        try {
          return await original.apply(this, args);
        } catch (error) {
          subsegment?.recordException(error as Error);
          subsegment?.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message });
          throw error;
        } finally {
          subsegment?.end();
        }
      });
    };
    return descriptor;
  };
}
