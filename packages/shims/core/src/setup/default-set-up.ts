import type { Context } from '@opentelemetry/api';
import { AWSXRaySpanProcessor } from '@otel-xray/exporter';
import { middleware } from '../middleware/mw-utils.ts';
import { endPending } from '../segments/recording.ts';
import { daemonAddress, onDaemonAddress } from './daemon-config.ts';
import { setDefaultProvider, XRayTracerProvider } from './tracer.ts';
import type { XRaySpan } from './xray-span.ts';

/** Says how spans are exported where the application registers no tracer provider: to the daemon over UDP, as the SDK does. */
export function prepareDefaultSetUp(): void {
  setDefaultProvider(() => {
    let processor = newProcessor();
    // An address that is set after the first segment counts for all later ones.
    onDaemonAddress(() => {
      void processor.shutdown();
      processor = newProcessor();
    });
    process.once('beforeExit', () => {
      endPending();
      void processor.forceFlush();
    });
    return new XRayTracerProvider(
      {
        onStart: (span: XRaySpan, parent: Context) => processor.onStart(span, parent),
        onEnd: (span: XRaySpan) => processor.onEnd(span),
      },
      (name, attributes) => samplesRoot(name, attributes),
      { 'service.name': serviceName() },
    );
  });
}

function newProcessor(): AWSXRaySpanProcessor {
  return new AWSXRaySpanProcessor({ target: 'daemon', daemonAddress: daemonAddress() });
}

function serviceName(): string {
  const { OTEL_SERVICE_NAME, AWS_XRAY_TRACING_NAME, AWS_LAMBDA_FUNCTION_NAME, npm_package_name } = process.env;
  return (
    OTEL_SERVICE_NAME ||
    AWS_XRAY_TRACING_NAME ||
    AWS_LAMBDA_FUNCTION_NAME ||
    middleware.defaultName ||
    npm_package_name ||
    'unknown_service:node'
  );
}

/** A root that OpenTelemetry's API starts is sampled as a request of the SDK's middleware would be. */
function samplesRoot(name: string, attributes: Readonly<Record<string, unknown>>): boolean {
  const { 'server.address': host, 'http.request.method': httpMethod, 'url.path': urlPath } = attributes;
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  return Boolean(
    middleware.sampler.shouldSample({
      host: text(host),
      httpMethod: text(httpMethod),
      urlPath: text(urlPath),
      serviceName: serviceName() || name,
    }),
  );
}
