import { context } from '@opentelemetry/api';
import { CellContext } from '../context/cell-context.ts';
import { isAutomaticMode, resolveSegment } from '../context/current.ts';
import { getLogger } from '../ground/logger.ts';
import { asClientCall } from '../segments/recording.ts';
import type { Segment } from '../segments/segment.ts';
import type { Subsegment } from '../segments/subsegment.ts';
import { getCauseTypeFromHttpStatus, safeParseInt } from '../utils.ts';
import { awsData } from './aws-data.ts';
import { isTracingSuppressed, SUPPRESS_TRACING } from './suppressed.ts';
import { awsCallHeader, callSubsegment } from './trace-header.ts';

const MIDDLEWARE = 'XRaySDKInstrumentation';

// biome-ignore lint/suspicious/noExplicitAny: middleware of any version of the AWS SDK
type Anything = any;

/**
 * Traces the calls of a client of AWS SDK v3, by its own middleware stack. A second call changes nothing but the parent.
 * @param manualSegment in manual mode, the segment or subsegment above the calls
 * @returns the same client
 */
export function captureAWSv3Client<
  T extends { middlewareStack: { remove: Anything; use: Anything }; config: Anything },
>(client: T, manualSegment?: Segment | Subsegment): T {
  const { middlewareStack, config } = client;
  middlewareStack.remove(MIDDLEWARE);
  middlewareStack.use({
    applyToStack: (stack: Anything) =>
      stack.add(tracing(middlewareStack, config, manualSegment), { name: MIDDLEWARE, step: 'build' }),
  });
  return client;
}

interface Call {
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
  readonly region: string | undefined;
}

function tracing(stack: object, config: Anything, manualSegment: Segment | Subsegment | undefined) {
  return (next: Anything, { clientName = '', commandName = '' }: Anything) =>
    async (args: Anything): Promise<Anything> => {
      if (isTracingSuppressed() || isTracedElsewhere(stack)) return next(args);
      const service = clientName.replace(/Client$/, '');
      const command = commandName.replace(/Command$/, '');
      const operation = command.charAt(0).toLowerCase() + command.slice(1);
      const parent = isAutomaticMode() ? resolveSegment() : manualSegment;
      if (!parent) {
        logMissing(`${service}.${operation}`);
        return next(args);
      }
      const subsegment = asClientCall(() => callSubsegment(parent, service));
      subsegment.addAttribute('namespace', 'aws');
      if (!parent.noOp) args.request.headers['X-Amzn-Trace-Id'] = awsCallHeader(subsegment, parent);
      return run(subsegment, { service, operation, input: args.input ?? {}, region: await regionOf(config) }, () =>
        next(args),
      );
    };
}

async function run(subsegment: Subsegment, call: Call, send: () => Promise<Anything>): Promise<Anything> {
  // One call is one subsegment: its HTTP request would be a second node for the same service.
  const inner = new CellContext(context.active(), { segment: subsegment, values: {} }).setValue(SUPPRESS_TRACING, true);
  try {
    const result = await context.with(inner, send);
    if (!result) throw new Error('Failed to get response from instrumented AWS Client.');
    record(subsegment, call, result.output?.$metadata, result);
    subsegment.close();
    return result;
  } catch (error) {
    const { message, name, stack, $metadata, $retryable } = (error ?? {}) as Anything;
    if ($metadata) record(subsegment, call, $metadata, undefined);
    if ($retryable?.throttling || THROTTLING.has(name)) subsegment.addThrottleFlag();
    subsegment.close({ message, name, stack: stack || new Error().stack } as Error, true);
    throw error;
  }
}

/** Codes that AWS services use for throttling. Source: AWS SDK for JavaScript v3, `@smithy/service-error-classification`. */
const THROTTLING: ReadonlySet<string> = new Set([
  ...['BandwidthLimitExceeded', 'EC2ThrottledException', 'LimitExceededException', 'PriorRequestNotComplete'],
  ...[
    'ProvisionedThroughputExceededException',
    'RequestLimitExceeded',
    'RequestThrottled',
    'RequestThrottledException',
  ],
  ...['SlowDown', 'ThrottledException', 'Throttling', 'ThrottlingException', 'TooManyRequestsException'],
  'TransactionInProgressException',
]);

function record(subsegment: Subsegment, call: Call, metadata: Anything, result: Anything): void {
  const { extendedRequestId, requestId, httpStatusCode, attempts } = metadata ?? {};
  const { operation, input, region, service } = call;
  const httpRequest = { ...(region !== undefined && { region }) };
  const request = { operation, params: input, httpRequest };
  const data = { requestId, extendedRequestId, retryCount: attempts, data: result?.output, request };
  subsegment.addAttribute('aws', awsData(data, service));
  const length = result?.response?.headers?.['content-length'];
  const response = {
    ...(httpStatusCode && { status: httpStatusCode }),
    ...(length !== undefined && { content_length: safeParseInt(length) }),
  };
  subsegment.addAttribute('http', Object.keys(response).length > 0 ? { response } : {});
  if (httpStatusCode === 429) subsegment.addThrottleFlag();
  const flag = getCauseTypeFromHttpStatus(safeParseInt(httpStatusCode));
  if (flag !== undefined) subsegment[flag] = true;
}

async function regionOf(config: Anything): Promise<string | undefined> {
  try {
    return await config?.region?.();
  } catch {
    // The call fails with the same error.
    return undefined;
  }
}

// Set by `@otel-xray/aws-client` for all copies of it.
const TRACED_STACKS: unique symbol = Symbol.for('@otel-xray/aws-client') as never;

/** Whether `@otel-xray/aws-client` or OpenTelemetry's instrumentation, which wraps and marks `resolve`, traces the calls already. */
function isTracedElsewhere(stack: object): boolean {
  const { __wrapped, __original } = ((stack as Anything).resolve ?? {}) as {
    __wrapped?: unknown;
    __original?: unknown;
  };
  if (__wrapped === true && typeof __original === 'function') return true;
  return (globalThis as { [TRACED_STACKS]?: WeakSet<object> })[TRACED_STACKS]?.has(stack) === true;
}

function logMissing(call: string): void {
  getLogger().info(
    isAutomaticMode()
      ? `Call ${call} is missing the sub/segment context for automatic mode. Ignoring.`
      : `Call ${call} requires a segment object passed to captureAWSv3Client for tracing in manual mode. Ignoring.`,
  );
}
