// X-Ray by hand in a NodeSDK: three lines. The same file runs on OpenTelemetry SDK 2.x (../sdk-2) and 3.x (../sdk-3).
import { context, propagation, SpanKind, trace } from '@opentelemetry/api';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { AWSXRayExporter } from '@otel-xray/exporter';
import { AWSXRayIdGenerator } from '@otel-xray/id-generator';
import { AWSXRayPropagator } from '@otel-xray/propagator';

const exporter = new AWSXRayExporter();
const sdk = new NodeSDK({
  serviceName: 'greeter',
  traceExporter: exporter,
  idGenerator: new AWSXRayIdGenerator(),
  textMapPropagator: new AWSXRayPropagator(),
  // Traces only: left out, the SDK looks for somebody at localhost:4318.
  metricReaders: [],
  logRecordProcessors: [],
});
sdk.start();

const tracer = trace.getTracer('greeter');

// A request arrives, with the trace header of its caller.
const incoming = { 'x-amzn-trace-id': 'Root=1-581cf771-a006649127e371903a2de979;Parent=4c721bf33e3caf8f;Sampled=1' };
const caller = propagation.extract(context.active(), incoming);
const request = tracer.startSpan('GET /hello', { kind: SpanKind.SERVER, attributes: requestAttributes() }, caller);
context.with(trace.setSpan(caller, request), () => {
  tracer.startActiveSpan('choose a greeting', (span) => {
    span.setAttribute('language', 'en');
    span.end();
  });

  // A request is sent, with the header that continues the trace.
  const outgoing = {};
  propagation.inject(context.active(), outgoing);
  const { traceId, spanId } = request.spanContext();
  console.log(`the trace continues: ${traceId === '581cf771a006649127e371903a2de979'}`);
  console.log(`the next service's parent is this request: ${outgoing['x-amzn-trace-id'].includes(`Parent=${spanId}`)}`);
});
request.setAttribute('http.response.status_code', 200);
request.end();

await sdk.shutdown();
const { accepted, sent } = exporter.stats();
console.log(`sent ${sent} of ${accepted} spans`);

function requestAttributes() {
  return {
    'http.request.method': 'GET',
    'url.scheme': 'http',
    'server.address': 'greeter.example.com',
    'url.path': '/hello',
  };
}
