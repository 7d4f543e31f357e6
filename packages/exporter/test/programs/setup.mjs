// A tracer whose spans go to X-Ray as the environment says.
import { SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { AWSXRayExporter, AWSXRaySpanProcessor } from '@otel-xray/exporter';

const options = JSON.parse(process.env['OPTIONS'] ?? '{}');
const processor =
  process.env['FACE'] === 'exporter'
    ? new SimpleSpanProcessor({ exporter: new AWSXRayExporter(options) })
    : new AWSXRaySpanProcessor(options);

/** Another processor that sees the spans. */
export const seen = [];
const witness = {
  onStart() {},
  onEnd: ({ name, kind }) => void seen.push(`${name} ${kind}`),
  forceFlush: async () => {},
  shutdown: async () => {},
};

export const provider = new TracerProvider({ spanProcessors: [processor, witness] });
export const tracer = provider.getTracer('program');
