import { createContextKey } from '@opentelemetry/api';

// Each key is a registered symbol, so that the ESM and the CommonJS build, and other packages, mean the same one.

/** `true`: the caller left the sampling decision to the callee (`missingDecision: 'defer'`). */
export const DEFERRED_KEY: symbol = createContextKey('aws.xray.sampling.deferred');

/** `true`: the parent's id was made up from the trace id (`adoptRoot`). */
export const SYNTHETIC_PARENT_KEY: symbol = createContextKey('aws.xray.parent.synthetic');

/** The `Lineage` of the incoming header. Not in baggage, which applications see and third parties get. */
export const LINEAGE_KEY: symbol = createContextKey('aws.xray.lineage');

/** The unknown fields of the incoming header (`forwardFields`). */
export const FIELDS_KEY: symbol = createContextKey('aws.xray.fields');

/** The span context of the AWS call that runs in a context; `@otel-xray/aws-client` sets it. */
export const AWS_CALL_KEY: symbol = createContextKey('aws.xray.call');

/** The key of the SDK's `suppressTracing`, known by its description since the SDK is not imported. */
export const SUPPRESS_TRACING_KEY: symbol = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');
