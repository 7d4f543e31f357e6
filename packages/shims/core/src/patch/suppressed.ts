import { context, createContextKey } from '@opentelemetry/api';

// The key that every SDK and instrumentation of OpenTelemetry JS reads. Keys are global symbols, so no SDK is needed:
// https://github.com/open-telemetry/opentelemetry-js/blob/main/packages/opentelemetry-core/src/trace/suppress-tracing.ts
export const SUPPRESS_TRACING: symbol = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/** Whether nothing is to be recorded here, such as around the exporter's own requests. */
export function isTracingSuppressed(): boolean {
  return context.active().getValue(SUPPRESS_TRACING) === true;
}
