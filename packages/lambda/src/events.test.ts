import { context, propagation, SpanKind, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { CompositePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { AWSXRayLambdaPropagator } from '@otel-xray/propagator';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CALLER, TRACEPARENT, W3C_SPAN, X_RAY_SPAN } from '../test/event-parts.ts';
import { ROWS } from '../test/events.ts';
import type { WrapHandlerOptions } from './options.ts';
import { wrapHandler } from './wrap-handler.ts';

/** As Lambda passes it on with active tracing off, and on. */
const PASS_THROUGH = 'Root=1-6b0dbc82-eeeeeeeeeeeeeeeeeeeeeeee';
const ACTIVE = 'Root=1-6b0dbc82-aaaaaaaaaaaaaaaaaaaaaaaa;Parent=bbbbbbbbbbbbbbbb;Sampled=1';

let exporter: InMemorySpanExporter;
beforeEach(() => {
  exporter = new InMemorySpanExporter();
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }));
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  // As `register` does: W3C first, X-Ray last.
  const propagators = [new W3CTraceContextPropagator(), new AWSXRayLambdaPropagator({ adoptRoot: true })];
  propagation.setGlobalPropagator(new CompositePropagator({ propagators }));
});
afterEach(() => {
  trace.disable();
  context.disable();
  propagation.disable();
  vi.unstubAllEnvs();
});

interface InvocationOptions extends WrapHandlerOptions {
  readonly clientContext?: object;
}

async function invoke(
  event: unknown,
  header: string,
  { clientContext, ...options }: InvocationOptions = {},
): Promise<ReadableSpan> {
  // Both sources of the invocation's header: the environment must not show through in links.
  vi.stubEnv('_X_AMZN_TRACE_ID', header);
  const lambdaContext = { awsRequestId: 'r', functionName: 'orders', xRayTraceId: header, clientContext };
  await wrapHandler(async (_event: unknown, _context: unknown) => ({}), options)(event, lambdaContext);
  return exporter.getFinishedSpans().at(-1) as ReadableSpan;
}
const linked = ({ links }: ReadableSpan) => links.map((link) => link.context.spanId);

describe.each(ROWS)('$name', ({ event, trigger, kind = 'SERVER', parent, links = [], attributes = {}, options }) => {
  it('gives trigger, kind and attributes', async () => {
    const span = await invoke(event, ACTIVE, options);
    expect([span.name, span.attributes['faas.trigger'], SpanKind[span.kind]]).toEqual(['orders', trigger, kind]);
    for (const [name, value] of Object.entries(attributes))
      expect([name, span.attributes[name]]).toEqual([name, value]);
  });

  it("has the function's segment as parent with active tracing, the caller without", async () => {
    const active = await invoke(event, ACTIVE, options);
    expect(active.parentSpanContext?.spanId).toBe('bbbbbbbbbbbbbbbb');
    const passThrough = await invoke(event, PASS_THROUGH, options);
    expect(passThrough.parentSpanContext?.spanId).toBe(parent);
  });

  it('links the senders', async () => {
    for (const header of [ACTIVE, PASS_THROUGH]) expect(linked(await invoke(event, header, options))).toEqual(links);
  });
});

// The events that the README's table names, and those that have no attributes of their own.
it.each([
  'API Gateway REST',
  'API Gateway HTTP',
  'WebSocket',
  'function URL',
  'ALB',
  'VPC Lattice, version 1',
  'VPC Lattice, version 2',
  'CloudFront',
  'AppSync resolver',
  'AppSync authorizer',
  'SQS',
  'SNS',
  'SNS in SQS',
  'Kinesis',
  'MSK',
  'self-managed Kafka',
  'RabbitMQ',
  'ActiveMQ',
  'EventBridge',
  'scheduled rule',
  "EventBridge's scheduler",
  'S3',
  'S3 in SQS',
  'S3 in SNS',
  'S3 batch operations',
  'S3 Object Lambda',
  'DynamoDB stream',
  'DocumentDB',
  'CloudWatch Logs',
  'CloudWatch alarm',
  'Step Functions',
  'Cognito',
  'IoT',
  'Config',
  'CodePipeline',
  'Connect',
  'Lex',
  'CloudFormation',
  'own invocation',
])('has an event of %s above', (kind) => {
  expect(ROWS.filter(({ name }) => name.includes(kind))).not.toEqual([]);
});

describe('the client context', () => {
  it.each([
    [{ custom: { traceparent: TRACEPARENT } }, {}, W3C_SPAN],
    [{ Custom: { 'X-Amzn-Trace-Id': CALLER } }, {}, X_RAY_SPAN],
    [{ custom: { traceparent: TRACEPARENT } }, { headers: { 'x-amzn-trace-id': CALLER } }, X_RAY_SPAN],
    [{ client: { appTitle: 'a' } }, {}, undefined],
    [{ custom: 'text' }, {}, undefined],
  ])('%j with the event %j', async (clientContext, event, parent) => {
    const span = await invoke(event, PASS_THROUGH, { clientContext });
    expect(span.parentSpanContext?.spanId).toBe(parent);
  });
});

it('adopts the trace id that a load balancer writes', async () => {
  const headers = { 'x-amzn-trace-id': 'Root=1-6b0dbc82-cccccccccccccccccccccccc;Sampled=1' };
  const span = await invoke({ requestContext: { elb: {} }, httpMethod: 'GET', path: '/', headers }, PASS_THROUGH);
  expect(span.spanContext().traceId).toBe('6b0dbc82cccccccccccccccccccccccc');
  expect(span.parentSpanContext?.traceState?.get('xrayroot')).toBe('1');
});

it('links at most 128 senders, and reads a batch of thousands no further than it has to', async () => {
  const record = { eventSource: 'aws:sqs', attributes: { AWSTraceHeader: CALLER } };
  expect(linked(await invoke({ Records: Array(10_000).fill(record) }, ACTIVE))).toHaveLength(128);
  let reads = 0;
  const silent = {
    eventSource: 'aws:sqs',
    get attributes() {
      reads++;
      return {};
    },
  };
  expect(linked(await invoke({ Records: Array(10_000).fill(silent) }, ACTIVE))).toEqual([]);
  expect(reads).toBeLessThanOrEqual(1_000);
});

it('links messages by X-Ray’s header where no propagator is registered', async () => {
  propagation.disable();
  const event = ROWS.find(({ name }) => name === 'SQS, AWSTraceHeader')?.event;
  expect(linked(await invoke(event, ACTIVE))).toEqual([X_RAY_SPAN]);
});

it('copies nothing of headers, bodies and payloads but what is listed', async () => {
  const secret = 'secret-value';
  for (const { event } of ROWS) {
    const text = JSON.stringify(event ?? {});
    const marked = JSON.parse(text, (key, value) =>
      ['body', 'data', 'detail', 'cookie', 'authorizationToken'].includes(key) ? secret : value,
    );
    const span = await invoke(marked, ACTIVE, { payloadLinks: true });
    expect(JSON.stringify(span.attributes)).not.toContain(secret);
  }
});

it('invokes the handler whatever the event is: 1,000 mutated events, seed 17', async () => {
  const odd = fc.oneof(fc.constant(null), fc.string(), fc.integer(), fc.constant([]), fc.constant({}), fc.boolean());
  const mutated = fc.tuple(fc.constantFrom(...ROWS), fc.nat(), odd).map(([{ event }, at, value]) => {
    let seen = 0;
    return JSON.parse(JSON.stringify(event ?? null), (_, member) => (seen++ === at % 25 ? value : member));
  });
  await fc.assert(
    fc.asyncProperty(mutated, async (event) => {
      const span = await invoke(event, ACTIVE, { payloadLinks: true });
      expect(span.parentSpanContext?.spanId).toBe('bbbbbbbbbbbbbbbb');
      exporter.reset();
    }),
    { numRuns: 1_000, seed: 17 },
  );
});

it('invokes the handler where the members of an event throw', async () => {
  for (const { event } of ROWS) {
    for (const name of Object.keys((event as object | undefined) ?? {})) {
      const throwing = Object.defineProperty({ ...(event as object) }, name, {
        enumerable: true,
        get: () => {
          throw new Error('no');
        },
      });
      expect((await invoke(throwing, ACTIVE)).name).toBe('orders');
    }
  }
});
