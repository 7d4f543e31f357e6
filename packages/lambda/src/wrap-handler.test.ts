import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LambdaHandler } from './invocation.ts';
import type { WrapHandlerOptions } from './options.ts';
import { wrapHandler } from './wrap-handler.ts';

/** Handlers of tests leave out the parameters that they do not read; the runtime hands over all of them. */
const wrap = (handler: LambdaHandler, options?: WrapHandlerOptions): LambdaHandler => wrapHandler(handler, options);

const TRACE = '65530f1e000000000000000000000001';
const header = (parent: string, sampled = '1'): string =>
  `Root=1-${TRACE.slice(0, 8)}-${TRACE.slice(8)};Parent=${parent};Sampled=${sampled};Lineage=1:2a3b4c5d:0`;
const ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:orders';

let exporter: InMemorySpanExporter;
let flushes: number;

beforeEach(() => {
  exporter = new InMemorySpanExporter();
  flushes = 0;
  const provider = new TracerProvider({
    spanProcessors: [
      new SimpleSpanProcessor({ exporter }),
      { onStart() {}, onEnd() {}, shutdown: async () => {}, forceFlush: async () => void flushes++ },
    ],
  });
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
});

afterEach(() => {
  trace.disable();
  context.disable();
  propagation.disable();
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

const lambdaContext = (more: object = {}) => ({
  awsRequestId: 'request-1',
  functionName: 'orders',
  invokedFunctionArn: ARN,
  getRemainingTimeInMillis: () => 3_000,
  ...more,
});

function only(): ReadableSpan {
  const spans = exporter.getFinishedSpans();
  expect(spans).toHaveLength(1);
  return spans[0] as ReadableSpan;
}

describe('wrapHandler', () => {
  it('makes an invocation a span below the segment of the function, with what the handler does below it', async () => {
    vi.stubEnv('_X_AMZN_TRACE_ID', header('00000000000000aa'));
    const handler = wrap(async (event: { id: string }) => {
      trace.getTracer('app').startSpan('work').end();
      return { got: event.id };
    });
    expect(await handler({ id: 'o-1' }, lambdaContext())).toEqual({ got: 'o-1' });
    const [work, root] = exporter.getFinishedSpans() as [ReadableSpan, ReadableSpan];
    expect(root).toMatchObject({
      name: 'orders',
      kind: SpanKind.SERVER,
      parentSpanContext: { traceId: TRACE, spanId: '00000000000000aa', isRemote: true },
      attributes: {
        'faas.trigger': 'other',
        'faas.coldstart': true,
        'faas.invocation_id': 'request-1',
        'cloud.resource_id': ARN,
        'cloud.account.id': '123456789012',
        'aws.account_id': '123456789012',
      },
    });
    expect(work.parentSpanContext?.spanId).toBe(root.spanContext().spanId);
    expect(flushes).toBe(1);
  });

  it('names the sandbox, as far as the environment does', async () => {
    const names = ['faas.version', 'faas.max_memory', 'faas.instance', 'cloud.region'];
    const env = {
      AWS_LAMBDA_FUNCTION_VERSION: '7',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_LAMBDA_LOG_STREAM_NAME: '2026/12/01/[7]0123',
      AWS_REGION: 'eu-west-1',
    };
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    await wrap(async () => {})({}, lambdaContext());
    for (const name of Object.keys(env)) vi.stubEnv(name, undefined);
    await wrap(async () => {})({}, lambdaContext());
    expect(exporter.getFinishedSpans().map(({ attributes }) => names.map((name) => attributes[name]))).toEqual([
      ['7', 268_435_456, '2026/12/01/[7]0123', 'eu-west-1'],
      [undefined, undefined, undefined, undefined],
    ]);
  });

  it('is cold once', async () => {
    const handler = wrap(async () => {});
    await handler({}, lambdaContext());
    await handler({}, lambdaContext());
    expect(exporter.getFinishedSpans().map(({ attributes }) => attributes['faas.coldstart'])).toEqual([true, false]);
  });

  it.each([
    ['on-demand', [expect.any(Number), undefined]],
    ['provisioned-concurrency', [undefined, undefined]],
    ['snap-start', [undefined, undefined]],
    ['', [undefined, undefined]],
  ])('records the duration of its start with initialization type "%s"', async (type, expected) => {
    vi.stubEnv('AWS_LAMBDA_INITIALIZATION_TYPE', type);
    const handler = wrap(async () => {});
    await handler({}, lambdaContext());
    await handler({}, lambdaContext());
    const durations = exporter.getFinishedSpans().map(({ attributes }) => attributes['aws.lambda.init_duration_ms']);
    expect(durations).toEqual(expected);
    if (typeof durations[0] === 'number') expect(durations[0]).toBeLessThan(performance.now());
  });

  it.each<[string, NodeJS.ProcessEnv, WrapHandlerOptions, boolean]>([
    ['SAM', { AWS_LAMBDA_FUNCTION_NAME: 'orders', AWS_SAM_LOCAL: 'true' }, {}, true],
    ['serverless-offline', { AWS_LAMBDA_FUNCTION_NAME: 'orders', IS_OFFLINE: 'true' }, {}, true],
    ['a test with local: true', {}, { local: true }, true],
    ['SAM with local: false', { AWS_LAMBDA_FUNCTION_NAME: 'orders', AWS_SAM_LOCAL: 'true' }, { local: false }, false],
    ['SAM in a process without a function', { AWS_SAM_LOCAL: 'true' }, {}, false],
    ['Lambda', { AWS_LAMBDA_FUNCTION_NAME: 'orders' }, {}, false],
  ])('makes up a missing header, in %s', async (_where, env, options, isMadeUp) => {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    const handler = wrap(async () => {}, options);
    await handler({}, lambdaContext());
    const { attributes, parentSpanContext } = only();
    expect(attributes['aws.lambda.trace_header']).toBe(isMadeUp ? 'made up' : undefined);
    if (!isMadeUp) expect(parentSpanContext).toBeUndefined();
    else expect(parentSpanContext).toMatchObject({ isRemote: true, spanId: expect.stringMatching(/^[0-9a-f]{16}$/) });

    // A received header takes precedence.
    exporter.reset();
    vi.stubEnv('_X_AMZN_TRACE_ID', header('00000000000000aa'));
    await handler({}, lambdaContext());
    expect(only()).toMatchObject({ parentSpanContext: { spanId: '00000000000000aa' } });
    expect(only().attributes['aws.lambda.trace_header']).toBeUndefined();
  });

  it.each([
    [
      'the handler’s context',
      { xRayTraceId: header('00000000000000cc') },
      header('00000000000000aa'),
      '00000000000000cc',
    ],
    ['the environment', {}, header('00000000000000aa'), '00000000000000aa'],
  ])('reads the invocation’s header from %s', async (_where, more, environment, parent) => {
    vi.stubEnv('_X_AMZN_TRACE_ID', environment);
    await wrap(async () => {})({}, lambdaContext(more));
    expect(only().parentSpanContext?.spanId).toBe(parent);
  });

  // The table of the trace header in Lambda: active, active and not sampled, PassThrough in its newer and older form.
  it.each([
    ['Root, Parent and Sampled=0', header('00000000000000aa', '0'), {}, undefined],
    ['the same with ignoreUnsampled', header('00000000000000aa', '0'), { ignoreUnsampled: true }, 'new trace'],
    ['Root alone', `Root=1-${TRACE.slice(0, 8)}-${TRACE.slice(8)};Lineage=1:2a3b4c5d:0`, {}, 'new trace'],
    ['nothing', '', {}, 'new trace'],
  ])('follows the tracing mode with %s', async (_header, environment, options, expected) => {
    vi.stubEnv('_X_AMZN_TRACE_ID', environment);
    await wrap(async () => 1, options)({}, lambdaContext());
    const spans = exporter.getFinishedSpans();
    if (expected === undefined) expect(spans).toEqual([]);
    else {
      expect(only().parentSpanContext).toBeUndefined();
      expect(only().spanContext().traceId).not.toBe(TRACE);
    }
  });

  it('hangs below the caller where the function is not traced, and below itself where it is', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const event = { httpMethod: 'GET', path: '/', headers: { traceparent } };
    await wrap(async () => {})(event, lambdaContext());
    vi.stubEnv('_X_AMZN_TRACE_ID', header('00000000000000aa'));
    await wrap(async () => {})(event, lambdaContext());
    expect(exporter.getFinishedSpans().map((span) => span.parentSpanContext?.spanId)).toEqual([
      'b7ad6b7169203331',
      '00000000000000aa',
    ]);
  });

  it('keeps invocations that overlap apart', async () => {
    const starts: Record<string, () => void> = {};
    const handler = wrap(async ({ id }: { id: string }) => {
      await new Promise<void>((resolve) => {
        starts[id] = resolve;
      });
      trace.getTracer('app').startSpan(`work ${id}`).end();
    });
    const a = handler({ id: 'a' }, lambdaContext({ xRayTraceId: header('00000000000000aa') }));
    const b = handler({ id: 'b' }, lambdaContext({ xRayTraceId: header('00000000000000bb') }));
    starts['b']?.();
    await b;
    starts['a']?.();
    await a;
    const spans = exporter.getFinishedSpans();
    const parentOf = (span: ReadableSpan) =>
      spans.find((one) => one.spanContext().spanId === span.parentSpanContext?.spanId);
    const parents = spans.map((span) => [span.name, (parentOf(span) ?? span).parentSpanContext?.spanId]);
    expect(parents).toEqual([
      ['work b', '00000000000000bb'],
      ['orders', '00000000000000bb'],
      ['work a', '00000000000000aa'],
      ['orders', '00000000000000aa'],
    ]);
  });

  it('records what an async handler throws, and throws it', async () => {
    const error = new TypeError('no such order');
    const handler = wrap(async () => {
      throw error;
    });
    await expect(handler({}, lambdaContext())).rejects.toBe(error);
    expect(only()).toMatchObject({
      status: { code: SpanStatusCode.ERROR, message: 'no such order' },
      events: [{ name: 'exception', attributes: { 'exception.type': 'TypeError' } }],
    });
    expect(flushes).toBe(1);
  });

  it('calls the callback of a handler that has one, once everything is sent', async () => {
    const handler = wrap((_event: unknown, _context: unknown, callback: (error: unknown, result?: unknown) => void) => {
      setImmediate(() => callback(null, { statusCode: 503 }));
    });
    expect(handler).toHaveLength(3);
    const answer = await new Promise((resolve) =>
      handler({}, lambdaContext(), (_error: unknown, result: unknown) => resolve(result)),
    );
    expect(answer).toEqual({ statusCode: 503 });
    expect(flushes).toBe(1);
    expect(only()).toMatchObject({
      attributes: { 'http.response.status_code': 503 },
      status: { code: SpanStatusCode.ERROR },
    });
  });

  it.each([
    ['gives an error to its callback', (...args: unknown[]) => (args[2] as (error: unknown) => void)(new Error('no'))],
    [
      'throws at once',
      () => {
        throw new Error('no');
      },
    ],
  ])('records it when a handler with a callback %s', async (_how, body) => {
    const handler = wrap((event: unknown, about: unknown, callback: (error: unknown) => void) =>
      body(event, about, callback),
    );
    const error = await new Promise((resolve) => {
      try {
        handler({}, lambdaContext(), resolve);
      } catch (thrown) {
        resolve(thrown);
      }
    });
    expect(error).toEqual(new Error('no'));
    expect(only().status).toMatchObject({ code: SpanStatusCode.ERROR, message: 'no' });
  });

  it('wraps handlers that stream their response, marks and parameters included', async () => {
    const streaming = Symbol.for('aws.lambda.runtime.handler.streaming');
    const written: string[] = [];
    const plain = async (event: { text: string }, stream: { write(text: string): void }, _context: unknown) => {
      stream.write(event.text);
      trace.getTracer('app').startSpan('inside').end();
    };
    const handler = wrap(Object.assign(plain, { [streaming]: 'response' }));
    expect((handler as unknown as Record<symbol, unknown>)[streaming]).toBe('response');
    expect(handler).toHaveLength(3);
    await handler({ text: 'hello' }, { write: (text: string) => void written.push(text) }, lambdaContext());
    expect(written).toEqual(['hello']);
    expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual(['inside', 'orders']);
    expect(exporter.getFinishedSpans()[1]?.attributes['faas.invocation_id']).toBe('request-1');
  });

  it('links the messages of a batch to the traces they were sent in, and says which failed', async () => {
    const record = (id: string, AWSTraceHeader?: string) => ({
      messageId: id,
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:eu-west-1:123456789012:jobs',
      attributes: AWSTraceHeader === undefined ? {} : { AWSTraceHeader },
    });
    const event = {
      Records: [
        record('m-1', header('00000000000000d1')),
        record('m-2'),
        record('m-3', 'nonsense'),
        record('m-4', header('00000000000000d4', '0')),
      ],
    };
    await wrap(async () => ({ batchItemFailures: [{ itemIdentifier: 'm-2' }] }))(event, lambdaContext());
    expect(only()).toMatchObject({
      kind: SpanKind.CONSUMER,
      attributes: {
        'faas.trigger': 'pubsub',
        'messaging.system': 'aws_sqs',
        'messaging.destination.name': 'jobs',
        'messaging.batch.message_count': 4,
        'aws.lambda.batch_item_failures': ['m-2'],
      },
      status: { code: SpanStatusCode.ERROR, message: '1 messages of the batch failed' },
    });
    expect(
      only().links.map(({ context: { spanId }, attributes }) => [spanId, attributes?.['messaging.message.id']]),
    ).toEqual([
      ['00000000000000d1', 'm-1'],
      ['00000000000000d4', 'm-4'],
    ]);
  });

  it('sends what has ended shortly before the time limit', async () => {
    vi.useFakeTimers();
    let release = (): void => {};
    const handler = wrap(
      () =>
        new Promise<void>((resolve) => {
          release = resolve;
        }),
    );
    const answer = handler({}, lambdaContext({ getRemainingTimeInMillis: () => 3_000 }));
    await vi.advanceTimersByTimeAsync(2_499);
    expect(flushes).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(flushes).toBe(1);
    release();
    await vi.advanceTimersByTimeAsync(3_000);
    await answer;
    expect(flushes).toBe(2);
  });

  it('gives the answer although sending takes longer than there is time', async () => {
    vi.useFakeTimers();
    trace.disable();
    trace.setGlobalTracerProvider(
      new TracerProvider({
        spanProcessors: [
          { onStart() {}, onEnd() {}, shutdown: async () => {}, forceFlush: () => new Promise(() => {}) },
        ],
      }),
    );
    const answer = wrap(async () => 'done')({}, lambdaContext({ getRemainingTimeInMillis: () => 1_050 }));
    let given: unknown;
    void answer.then((value: unknown) => {
      given = value;
    });
    await vi.advanceTimersByTimeAsync(999);
    expect(given).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    expect(given).toBe('done');
  });

  it.each([
    ['no context', [{}]],
    ['null', [null, null]],
    [
      'a context that throws',
      [
        {},
        {
          getRemainingTimeInMillis: () => {
            throw new Error('no');
          },
        },
      ],
    ],
    ['odd records', [{ Records: [null, 7, { attributes: { AWSTraceHeader: 5 } }] }, lambdaContext()]],
    ['odd headers', [{ httpMethod: 'GET', headers: { traceparent: 5, host: null } }, lambdaContext()]],
  ])('bears %s', async (_what, args) => {
    const handler: (...given: unknown[]) => Promise<string> = wrap(async () => 'ok');
    expect(await handler(...args)).toBe('ok');
    expect(only().name).toBeTypeOf('string');
  });

  it('lets the handler run where nothing is registered', async () => {
    trace.disable();
    context.disable();
    propagation.disable();
    expect(await wrap(async () => trace.getSpan(context.active()) ?? ROOT_CONTEXT)({}, lambdaContext())).toBeDefined();
  });

  it('refuses what it cannot wrap, and wrong options, by name', () => {
    expect(() => wrapHandler('handler' as never)).toThrow('Option "handler" must be a function, got "handler".');
    expect(() => wrap(async () => {}, { flushTimeoutMillis: -1 })).toThrow(
      'Option "flushTimeoutMillis" must be milliseconds from 0 to 900000, got -1.',
    );
    expect(() => wrap(async () => {}, { ignoreUnsampled: 'yes' as never })).toThrow(
      'Option "ignoreUnsampled" must be true or false, got "yes".',
    );
  });
});
