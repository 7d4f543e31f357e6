import { type Context, context as contextApi, defaultTextMapSetter, propagation } from '@opentelemetry/api';
import { TRACE_HEADER_NAME } from '@otel-xray/format';
import { AWSXRayLambdaPropagator } from '@otel-xray/propagator';
import type { Middleware } from './client.ts';
import { AWS_CALL_KEY, SUPPRESS_TRACING_KEY } from './context-keys.ts';
import { quietly } from './quietly.ts';

/**
 * Writes `X-Amzn-Trace-Id` with the call's own span as `Parent`, in place of the header that the AWS SDK copies from
 * the invocation in Lambda: that one names the function's segment. The signature leaves this header out, so it may
 * change at any time. Source: https://opentelemetry.io/docs/specs/otel/compatibility/aws/
 */
export const writeTraceHeader: Middleware = (next) => (args) => {
  const headers = args.request?.headers;
  const context = contextApi.active();
  if (headers && context.getValue(AWS_CALL_KEY) !== undefined) quietly(() => replaceHeaders(headers, context));
  return next(args);
};

// In a function it also knows the invocation's Lineage, without which Lambda does not see that functions call each other in a loop.
const PROPAGATOR = new AWSXRayLambdaPropagator();

function replaceHeaders(headers: Record<string, string>, context: Context): void {
  // The call's inner HTTP spans may be suppressed, which would also suppress the header.
  const unsuppressed = context.deleteValue(SUPPRESS_TRACING_KEY);
  const carrier: Record<string, string> = {};
  PROPAGATOR.inject(unsuppressed, carrier, defaultTextMapSetter);
  const header = carrier[TRACE_HEADER_NAME];
  if (header === undefined) return;
  for (const name of Object.keys(headers)) if (name.toLowerCase() === TRACE_HEADER_NAME) delete headers[name];
  headers['X-Amzn-Trace-Id'] = header;
  if ('traceparent' in headers) replaceW3C(headers, unsuppressed);
}

/** The AWS SDK also passes on the invocation's W3C headers. The names of the configured propagator take their place. */
function replaceW3C(headers: Record<string, string>, context: Context): void {
  const carrier: Record<string, string> = {};
  propagation.inject(context, carrier);
  if (carrier['traceparent'] === undefined) return;
  for (const name of ['traceparent', 'tracestate', 'baggage']) {
    if (carrier[name] !== undefined) headers[name] = carrier[name];
    else if (name === 'tracestate') delete headers[name];
  }
}
