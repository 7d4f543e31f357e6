import { context, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';

// The key that every SDK and instrumentation of OpenTelemetry JS asks for (@opentelemetry/core, suppress-tracing). Keys are global symbols,
// so no SDK need be imported to set it. On the root, not on what is active: the requests are no part of whatever runs just now.
const SUPPRESSED = ROOT_CONTEXT.setValue(createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING'), true);

/** Runs what sends our own requests so that they never show up as spans. */
export function withoutTracing<T>(send: () => T): T {
  return context.with(SUPPRESSED, send);
}
