import { trace } from '@opentelemetry/api';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { AWSXRaySpanProcessor } from '@otel-xray/exporter';
import { AWSXRayIdGenerator } from '@otel-xray/id-generator';
import { wrapHandler } from '@otel-xray/lambda';

/**
 * Traces a made-up invocation, so that V8 compiles the code during Lambda's init phase. The first invocation does not wait for it,
 * and Lambda does not throttle that phase. Sends nothing, and leaves no tracer provider registered.
 * @throws never later than this call
 */
export function warmUp(): void {
  const target = { send: async () => ({ status: 'success' as const }), shutdown: async () => {} };
  trace.setGlobalTracerProvider(
    new TracerProvider({
      idGenerator: new AWSXRayIdGenerator(),
      spanProcessors: [new AWSXRaySpanProcessor({ target })],
    }),
  );
  try {
    const handler = wrapHandler(async (_event: unknown, _context: unknown) => undefined);
    // Its second half runs while the runtime starts.
    handler({}, CONTEXT).catch(() => {});
  } finally {
    trace.disable();
  }
}

const CONTEXT = {
  awsRequestId: 'warm-up',
  functionName: 'warm-up',
  xRayTraceId: 'Root=1-01234567-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=1',
  getRemainingTimeInMillis: (): number => 60_000,
};
