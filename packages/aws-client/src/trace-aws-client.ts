import { diag } from '@opentelemetry/api';
import { asClient, type MiddlewareStack } from './client.ts';
import { resolveOptions, type TraceAWSClientOptions } from './options.ts';
import { traceCalls } from './trace-call.ts';
import { writeTraceHeader } from './trace-header.ts';

/**
 * Traces the calls of an AWS SDK v3 client: each one becomes one span of kind CLIENT, and its request carries
 * `X-Amzn-Trace-Id` with that span as `Parent`. It works through the client's own middleware stack, so a bundle needs
 * no module hook. Clients that share a stack, such as a `DynamoDBDocumentClient` and its `DynamoDBClient`, are traced
 * together; a second call changes nothing. Where `@opentelemetry/instrumentation-aws-sdk` starts the spans, this one
 * only writes the header.
 * @param client returned unchanged, with one warning, where it has no `middlewareStack` (AWS SDK v2)
 * @returns the same object
 * @throws TypeError for a wrong option
 * Source: AWS SDK for JavaScript v3 developer guide, "Introducing middleware stack",
 *   https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/middleware-stack.html
 * @example
 * const dynamodb = traceAWSClient(new DynamoDBClient({}));
 */
export function traceAWSClient<Client extends object>(client: Client, options?: TraceAWSClientOptions): Client {
  const resolved = resolveOptions(options);
  const traceable = asClient(client);
  if (traceable === undefined) {
    diag.warn(
      '@otel-xray/aws-client: the object has no middlewareStack and is not traced. A client of AWS SDK v3 has one.',
    );
    return client;
  }
  const { middlewareStack } = traceable;
  const traced = tracedStacks();
  if (traced.has(middlewareStack)) return client;
  traced.add(middlewareStack);
  middlewareStack.add(traceCalls(traceable, resolved), { step: 'initialize', name: 'otelXRayCall', priority: 'high' });
  // After the SDK's own middleware, which writes the header of the invocation in the same step with the same priority.
  middlewareStack.add(writeTraceHeader, { step: 'build', name: 'otelXRayTraceHeader', priority: 'low' });
  return client;
}

// One set for all copies of this package in a process: a preload may have traced a client before its bundle does.
const TRACED_STACKS: unique symbol = Symbol.for('@otel-xray/aws-client');

function tracedStacks(): WeakSet<MiddlewareStack> {
  const shared = globalThis as { [TRACED_STACKS]?: WeakSet<MiddlewareStack> };
  shared[TRACED_STACKS] ??= new WeakSet();
  return shared[TRACED_STACKS];
}
