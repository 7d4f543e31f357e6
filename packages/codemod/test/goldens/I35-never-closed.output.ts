import { trace } from '@opentelemetry/api';

const tracer = trace.getTracer('I35-never-closed');

export async function send(message: string): Promise<void> {
  await tracer.startActiveSpan('send', async (span) => {
    try {
      await post(message);
    } finally {
      span.end();
    }
  });
}
