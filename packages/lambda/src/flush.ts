import { diag, trace } from '@opentelemetry/api';

interface Flushable {
  forceFlush?(): Promise<void>;
  getDelegate?(): Flushable;
}

/**
 * Flushes the tracer provider, and waits at most the given time. Lambda freezes the sandbox as soon as it has the answer, so nothing can
 * be sent later. Never rejects.
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
