import { type Context, context as contextApi, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { type Call, callAttributes, readCall, spanName } from './call.ts';
import { resultAttributes } from './call-attributes.ts';
import {
  type AWSClient,
  type Handler,
  type HandlerArgs,
  type HandlerResult,
  isCommand,
  isInstrumented,
  type Middleware,
  type ResponseMetadata,
} from './client.ts';
import { AWS_CALL_KEY, SUPPRESS_TRACING_KEY } from './context-keys.ts';
import { withMessageAttributes } from './message-attributes.ts';
import type { TraceAWSClientOptions } from './options.ts';
import { quietly } from './quietly.ts';

/**
 * Starts the span of each call, outside of everything else that the client does for it: retries and the fetching of
 * credentials belong to the call. Where `@opentelemetry/instrumentation-aws-sdk` has started it already, that one is
 * the call's span.
 */
export function traceCalls(client: AWSClient, options: Required<TraceAWSClientOptions>): Middleware {
  return (next, handlerContext) => (args) => {
    if (!isCommand(args)) return next(args);
    const active = contextApi.active();
    const started = isInstrumented(client.middlewareStack) ? trace.getSpan(active) : undefined;
    if (started) return runStarted(started, contextApi.with(ofCall(active, started), next, undefined, args));
    const call = quietly(() => readCall(client.config, handlerContext, args));
    const span = call && quietly(() => startSpan(call));
    if (call === undefined || span === undefined) return next(args);
    return runCall({ call, span, client, options }, next, args);
  };
}

interface TracedCall {
  readonly call: Call;
  readonly span: Span;
  readonly client: AWSClient;
  readonly options: Required<TraceAWSClientOptions>;
}

function startSpan(call: Call): Span {
  return trace
    .getTracer('@otel-xray/aws-client')
    .startSpan(spanName(call), { kind: SpanKind.CLIENT, attributes: callAttributes(call) });
}

async function runCall(traced: TracedCall, next: Handler, args: HandlerArgs): Promise<HandlerResult> {
  const { span, client, options, call } = traced;
  // One call is one subsegment: its HTTP request would be a second node on the map for the same service.
  const context = trace.setSpan(contextApi.active(), span);
  const inner = ofCall(context, span).setValue(SUPPRESS_TRACING_KEY, true);
  void setRegion(span, client);
  const sent = options.messageAttributes
    ? (quietly(() => withInput(args, withMessageAttributes(call, context))) ?? args)
    : args;
  try {
    const result = await contextApi.with(inner, next, undefined, sent);
    quietly(() => recordResult(traced, result));
    return result;
  } catch (error) {
    quietly(() => recordError(span, error));
    throw error;
  } finally {
    quietly(() => span.end());
  }
}

/** Only the middleware stack knows the attempts of a call; the span that the instrumentation started gets them before it ends. */
async function runStarted(span: Span, result: Promise<HandlerResult>): Promise<HandlerResult> {
  try {
    const answer = await result;
    quietly(() => recordAttempts(span, answer.output?.$metadata));
    return answer;
  } catch (error) {
    quietly(() => recordAttempts(span, (error as Partial<ServiceError> | undefined)?.$metadata));
    throw error;
  }
}

function ofCall(context: Context, span: Span): Context {
  return context.setValue(AWS_CALL_KEY, span.spanContext());
}

// The command itself is the user's, who may send it again.
function withInput(args: HandlerArgs, input: HandlerArgs['input']): HandlerArgs {
  return input === args.input ? args : Object.assign(Object.create(Object.getPrototypeOf(args)), args, { input });
}

/** The client's region is known after a promise, which the client itself waits for too. */
async function setRegion(span: Span, { config }: AWSClient): Promise<void> {
  try {
    const region = await config?.region?.();
    if (typeof region === 'string') span.setAttribute('cloud.region', region);
  } catch {
    // The call fails with the same error, and its span has it.
  }
}

function recordResult({ call, span }: TracedCall, { output }: HandlerResult): void {
  if (!output) return;
  recordMetadata(span, output.$metadata);
  span.setAttributes(resultAttributes(call, output));
}

function recordError(span: Span, error: unknown): void {
  const { $metadata, $retryable, name, message } = (error ?? {}) as Partial<ServiceError>;
  recordMetadata(span, $metadata);
  if ($retryable?.throttling) span.setAttribute('aws.xray.throttle', true);
  if (typeof name === 'string') span.setAttribute('error.type', name);
  span.recordException(error instanceof Error ? error : String(error));
  span.setStatus({ code: SpanStatusCode.ERROR, message: message ?? String(error) });
}

/** Source: AWS SDK for JavaScript v3 developer guide, "Error handling". */
interface ServiceError extends Error {
  readonly $metadata: ResponseMetadata;
  /** How the service's model classifies the error. */
  readonly $retryable: { readonly throttling?: boolean };
}

function recordMetadata(span: Span, metadata: ResponseMetadata | undefined): void {
  const { requestId, extendedRequestId, httpStatusCode } = metadata ?? {};
  if (requestId) span.setAttribute('aws.request_id', requestId);
  if (extendedRequestId) span.setAttribute('aws.extended_request_id', extendedRequestId);
  if (httpStatusCode) span.setAttribute('http.response.status_code', httpStatusCode);
  recordAttempts(span, metadata);
}

function recordAttempts(span: Span, metadata: ResponseMetadata | undefined): void {
  const attempts = metadata?.attempts ?? 1;
  if (attempts > 1) span.setAttribute('http.request.resend_count', attempts - 1);
}
