// An application of its own, or a thread of one: traces, ends as requested, and prints its counts.
import { isMainThread, parentPort, workerData } from 'node:worker_threads';

await import('../../../scripts/from-sources.mjs');
const { ROOT_CONTEXT } = await import('@opentelemetry/api');
const { TracerProvider } = await import('@opentelemetry/sdk-trace');
const { AWSXRaySpanProcessor } = await import('@otel-xray/exporter');

const { options, spans, end } = isMainThread ? JSON.parse(process.env.RUN) : workerData;
const processor = new AWSXRaySpanProcessor(options);
const tracer = new TracerProvider({ spanProcessors: [processor] }).getTracer('faults');
for (let i = 0; i < spans; i++) tracer.startSpan('work', {}, ROOT_CONTEXT).end();

const tell = () => {
  const stats = processor.stats();
  if (isMainThread) console.log(`stats ${JSON.stringify(stats)}`);
  else parentPort.postMessage(stats);
};
if (end === 'shutdown') {
  await processor.shutdown();
  tell();
} else {
  // Nothing is waited for: what has not gone when the process ends does not go.
  tell();
  process.exit(0);
}
