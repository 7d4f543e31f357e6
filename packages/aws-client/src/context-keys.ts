import { createContextKey } from '@opentelemetry/api';

// Registered symbols, so that each package and each copy of the API means the same one.

/**
 * The span context of the AWS call that runs in a context: the parent that its request names, whatever spans are
 * started below it. The propagator reads it too.
 */
export const AWS_CALL_KEY: symbol = createContextKey('aws.xray.call');

/** The key of the SDK's `suppressTracing`, known by its description since the SDK is not imported. */
export const SUPPRESS_TRACING_KEY: symbol = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');
