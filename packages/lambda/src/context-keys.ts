import { createContextKey } from '@opentelemetry/api';

// Registered symbols, so that `@otel-xray/exporter` means the same ones without importing this package.

/** The trace header of the invocation that a context belongs to; empty where it has none. The span processor reads it too. */
export const INVOCATION_KEY: symbol = createContextKey('aws.xray.lambda.invocation');

/** Root span id of an invocation, in its context. The span processor reads it: a flush there is for this invocation alone. */
export const INVOCATION_ROOT_KEY: symbol = createContextKey('aws.xray.lambda.root');

/** `true` in the context of the flush before the time limit, after which the root may never end. The span processor reads it too. */
export const DEADLINE_KEY: symbol = createContextKey('aws.xray.lambda.deadline');
