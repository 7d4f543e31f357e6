import { context, createContextKey } from '@opentelemetry/api';

// The key that every SDK and instrumentation of OpenTelemetry JS asks for (@opentelemetry/core, suppress-tracing). Keys are global symbols,
// so no SDK need be imported to set it.
const SUPPRESS_TRACING = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/** Runs what sends our own requests so that they never show up as spans. */
export function withoutTracing<T>(send: () => T): T {
  return context.with(context.active().setValue(SUPPRESS_TRACING, true), send);
}
