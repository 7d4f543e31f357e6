import { SpanStatusCode, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('I41-subsegment-try');

export async function render(page: string): Promise<string> {
  const subsegment = tracer.startSpan('render');
  try {
    subsegment?.setAttribute('aws.xray.metadata.shop', JSON.stringify({ page }));
    return await draw(page);
  } catch (error) {
    subsegment?.recordException(error as Error);
    subsegment?.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message });
    throw error;
  } finally {
    subsegment?.end();
  }
}
