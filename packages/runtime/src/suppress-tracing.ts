import { context, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';

// The key that every SDK and instrumentation of OpenTelemetry JS reads. Keys are global symbols, so no SDK is needed to set it.
// https://github.com/open-telemetry/opentelemetry-js/blob/main/packages/opentelemetry-core/src/trace/suppress-tracing.ts
// It is set on the root context, not on the active one: sockets that stay open would keep a request's context alive.
const SUPPRESSED = ROOT_CONTEXT.setValue(createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING'), true);

/** Runs a function that sends our own requests, so that no instrumentation makes spans of them. */
export function withoutTracing<T>(send: () => T): T {
  return context.with(SUPPRESSED, send);
}
