import { diag, trace } from '@opentelemetry/api';

interface Flushable {
  forceFlush?(): Promise<void>;
  getDelegate?(): Flushable;
}

/**
 * Has the tracer provider send everything that has ended, and waits for it as long as given: the sandbox is frozen as soon as the answer is
 * out, and nothing goes on in between. Never rejects.
 */
export async function flush(timeoutMillis: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const registered = trace.getTracerProvider() as Flushable;
    const provider = registered.getDelegate?.() ?? registered;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, Math.max(0, timeoutMillis));
    });
    await Promise.race([provider.forceFlush?.(), late]);
  } catch (error) {
    diag.error('@otel-xray/lambda: the spans of an invocation could not be sent', error);
  } finally {
    clearTimeout(timer);
  }
}
