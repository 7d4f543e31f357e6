import type * as nodeCrypto from 'node:crypto';
import {
  type Attributes,
  type Context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  trace,
} from '@opentelemetry/api';
import { AWSXRayLambdaPropagator } from '@otel-xray/propagator';
import { builtIn } from '@otel-xray/runtime';
import { INVOCATION_KEY, INVOCATION_ROOT_KEY } from './context-keys.ts';
import { type EventSource, fieldsOf, type Headers, headersOf } from './event/fields.ts';
import { readEventSource } from './event-source.ts';
import type { Invocation, LambdaContext } from './invocation.ts';
import { messageLinks } from './message-links.ts';
import type { WrapHandlerOptions } from './options.ts';

/** The span of an invocation, and the context that its handler runs in. */
export interface RootSpan {
  readonly span: Span;
  readonly context: Context;
}

type RootSpanOptions = Pick<Required<WrapHandlerOptions>, 'ignoreUnsampled' | 'payloadLinks' | 'local'>;

/** The first invocation of a sandbox. */
export interface ColdStart {
  /** Milliseconds from the start of the process until the handler was loaded; absent where the sandbox was made ahead of time. */
  readonly initMillis: number | undefined;
}

/**
 * Starts the span of an invocation below the segment that Lambda itself records, else below the caller, else by itself.
 * @param coldStart on the first invocation
 * @param sandbox attributes of every invocation
 */
export function startRootSpan(
  invocation: Invocation,
  coldStart: ColdStart | undefined,
  sandbox: Attributes,
  options: RootSpanOptions,
): RootSpan {
  const { event, context } = invocation;
  const source = readEventSource(event);
  const received = parentContext(invocation, source, options.ignoreUnsampled);
  const isMadeUp = options.local && trace.getSpanContext(received) === undefined;
  const parent = isMadeUp ? parentContext(withHeader(invocation, madeUpHeader()), source, false) : received;
  const span = trace.getTracer('@otel-xray/lambda').startSpan(
    context.functionName ?? process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? 'handler',
    {
      kind: source.trigger === 'pubsub' ? SpanKind.CONSUMER : SpanKind.SERVER,
      attributes: {
        ...attributesOf(context, source, coldStart),
        ...sandbox,
        ...(isMadeUp && { 'aws.lambda.trace_header': 'made up' }),
      },
      links: messageLinks(event, options.payloadLinks),
    },
    parent,
  );
  const { spanId } = span.spanContext();
  return { span, context: trace.setSpan(parent, span).setValue(INVOCATION_ROOT_KEY, spanId) };
}

/**
 * The invocation's own header counts more than the event's, since its parent is the function's segment; other values of the event, such as
 * baggage, stay. Starts from an empty context, so that no value of another invocation is visible.
 */
function parentContext({ context }: Invocation, source: EventSource, ignoreUnsampled: boolean): Context {
  const header = typeof context.xRayTraceId === 'string' ? context.xRayTraceId : undefined;
  const fromEvent = callerContext(context, source);
  const propagator = new AWSXRayLambdaPropagator({ ignoreUnsampled, ...(header && { traceHeader: () => header }) });
  const fromRuntime = propagator.extract(trace.deleteSpan(fromEvent), source.headers, HEADERS);
  const caller = trace.getSpanContext(fromEvent);
  const isOwn = trace.getSpanContext(fromRuntime) !== undefined;
  const parent = isOwn || caller === undefined ? fromRuntime : trace.setSpanContext(fromRuntime, caller);
  return parent.setValue(INVOCATION_KEY, header ?? '');
}

/** The headers of the event, else those in the client context that `Invoke` passes on. */
function callerContext({ clientContext }: LambdaContext, { headers }: EventSource): Context {
  const fromHeaders = propagation.extract(ROOT_CONTEXT, headers);
  if (clientContext === undefined || trace.getSpanContext(fromHeaders) !== undefined) return fromHeaders;
  const { custom, Custom } = fieldsOf(clientContext);
  return propagation.extract(fromHeaders, headersOf(custom ?? Custom));
}

const HEADERS = {
  get: (headers: Headers, name: string): string | undefined => headers[name],
  keys: (headers: Headers): string[] => Object.keys(headers),
};

/** The segment of a function that nobody records: what runs on a laptop is always sampled, as by the default rule of Local X-Ray. */
function madeUpHeader(): string {
  const seconds = Math.floor(Date.now() / 1_000).toString(16);
  const random = builtIn<typeof nodeCrypto>('node:crypto').randomBytes(20).toString('hex');
  return `Root=1-${seconds}-${random.slice(16)};Parent=${random.slice(0, 16)};Sampled=1`;
}

function withHeader(invocation: Invocation, xRayTraceId: string): Invocation {
  return { ...invocation, context: { ...invocation.context, xRayTraceId } };
}

// Source: OpenTelemetry semantic conventions, "AWS Lambda".
function attributesOf(context: LambdaContext, source: EventSource, coldStart: ColdStart | undefined): Attributes {
  const { awsRequestId, invokedFunctionArn } = context;
  const account = invokedFunctionArn?.split(':')[4];
  return {
    'faas.trigger': source.trigger,
    'faas.coldstart': coldStart !== undefined,
    ...(coldStart?.initMillis !== undefined && { 'aws.lambda.init_duration_ms': coldStart.initMillis }),
    ...(awsRequestId && { 'faas.invocation_id': awsRequestId }),
    ...(invokedFunctionArn && { 'cloud.resource_id': invokedFunctionArn }),
    ...(account && { 'cloud.account.id': account, 'aws.account_id': account }),
    ...source.attributes,
  };
}

/**
 * Attributes of the sandbox. A subsegment has no resource, so they are attributes of the span too.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function sandboxAttributes(env: Readonly<Record<string, string | undefined>>): Attributes {
  const version = env['AWS_LAMBDA_FUNCTION_VERSION'];
  const megabytes = Number(env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE']);
  const instance = env['AWS_LAMBDA_LOG_STREAM_NAME'];
  const region = env['AWS_REGION'];
  return {
    ...(version && { 'faas.version': version }),
    ...(megabytes > 0 && { 'faas.max_memory': megabytes * 1_048_576 }),
    ...(instance && { 'faas.instance': instance }),
    ...(region && { 'cloud.region': region }),
  };
}
