import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { ReceiveMessageCommand, SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import {
  type Attributes,
  context,
  createContextKey,
  diag,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  AlwaysOffSampler,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { parseTraceHeader } from '@otel-xray/format';
import { AWSXRayPropagator } from '@otel-xray/propagator';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { traceAWSClient } from './trace-aws-client.ts';

interface Request {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

let server: Server;
let requests: Request[];
let answers: Answer[];
let exporter: InMemorySpanExporter;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const body = await text(request);
    requests.push({ headers: request.headers, body });
    const { status = 200, headers, body: answer = '{}' } = answers.shift() ?? {};
    response.writeHead(status, {
      'content-type': 'application/x-amz-json-1.0',
      'x-amzn-requestid': 'request-1',
      ...headers,
    });
    response.end(answer);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

beforeEach(() => {
  requests = [];
  answers = [];
  exporter = new InMemorySpanExporter();
  register(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }));
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
});
afterEach(() => {
  trace.disable();
  context.disable();
  propagation.disable();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

function register(provider: TracerProvider): void {
  trace.disable();
  trace.setGlobalTracerProvider(provider);
}

const config = (more: object = {}) => ({
  endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  region: 'eu-west-1',
  credentials: { accessKeyId: 'dummy', secretAccessKey: 'dummy' },
  maxAttempts: 1,
  ...more,
});
const dynamoDB = (more: object = {}) => traceAWSClient(new DynamoDBClient(config(more)));
const getItem = () => new GetItemCommand({ TableName: 'orders', Key: { id: { S: 'o-1' } } });

function only(): ReadableSpan {
  const spans = exporter.getFinishedSpans();
  expect(spans).toHaveLength(1);
  return spans[0] as ReadableSpan;
}
const sentHeader = (at = 0) => parseTraceHeader(String(requests[at]?.headers['x-amzn-trace-id']));

const QUEUE = 'https://sqs.eu-west-1.amazonaws.com/123456789012/jobs';
const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:news';
const MACHINE = 'arn:aws:states:eu-west-1:123456789012:stateMachine:shipping';

const CALLS: [name: string, call: () => Promise<unknown>, attributes: Attributes][] = [
  [
    'DynamoDB.GetItem',
    () => dynamoDB().send(getItem()),
    { 'aws.dynamodb.table_names': ['orders'], 'db.system.name': 'dynamodb', 'db.namespace': 'orders' },
  ],
  [
    'S3.GetObject',
    () =>
      traceAWSClient(new S3Client(config({ forcePathStyle: true }))).send(
        new GetObjectCommand({ Bucket: 'receipts', Key: 'o-1.pdf' }),
      ),
    { 'aws.s3.bucket': 'receipts', 'aws.s3.key': 'o-1.pdf' },
  ],
  [
    'SQS.SendMessage',
    () =>
      traceAWSClient(new SQSClient(config({ md5: false }))).send(
        new SendMessageCommand({ QueueUrl: QUEUE, MessageBody: 'm' }),
      ),
    {
      'aws.sqs.queue.url': QUEUE,
      'messaging.system': 'aws_sqs',
      'messaging.destination.name': 'jobs',
      'messaging.operation.type': 'send',
    },
  ],
  [
    'SNS.Publish',
    () => traceAWSClient(new SNSClient(config())).send(new PublishCommand({ TopicArn: TOPIC, Message: 'm' })),
    { 'aws.sns.topic.arn': TOPIC, 'messaging.system': 'aws.sns', 'messaging.destination.name': 'news' },
  ],
  [
    'EventBridge.PutEvents',
    () =>
      traceAWSClient(new EventBridgeClient(config())).send(
        new PutEventsCommand({ Entries: [{ Source: 's', DetailType: 'd', Detail: '{}' }] }),
      ),
    {},
  ],
  [
    'Kinesis.PutRecord',
    () =>
      traceAWSClient(new KinesisClient({ ...config(), requestHandler: plainHttp() })).send(
        new PutRecordCommand({ StreamName: 'clicks', Data: Buffer.from('x'), PartitionKey: 'p' }),
      ),
    { 'aws.kinesis.stream_name': 'clicks' },
  ],
  [
    'SFN.StartExecution',
    () =>
      traceAWSClient(new SFNClient(config({ disableHostPrefix: true }))).send(
        new StartExecutionCommand({ stateMachineArn: MACHINE }),
      ),
    { 'aws.step_functions.state_machine.arn': MACHINE },
  ],
  [
    'Lambda.Invoke',
    () => traceAWSClient(new LambdaClient(config())).send(new InvokeCommand({ FunctionName: 'resize', Payload: '{}' })),
    { 'faas.invoked_name': 'resize', 'faas.invoked_provider': 'aws' },
  ],
];

/** HTTP/1.1, which the stand-in speaks; the client of Kinesis prefers HTTP/2. */
function plainHttp() {
  return new DynamoDBClient(config()).config.requestHandler;
}

describe('traceAWSClient', () => {
  it.each(CALLS)('traces %s as one span, which its request names as the parent', async (name, call, attributes) => {
    const parent = trace.getTracer('app').startSpan('order');
    await context.with(trace.setSpan(context.active(), parent), call).catch(() => {});
    const span = only();
    const [service, method] = name.split('.');
    expect(span).toMatchObject({ name, kind: SpanKind.CLIENT, parentSpanContext: parent.spanContext() });
    expect(span.attributes).toMatchObject({
      'rpc.system': 'aws-api',
      'rpc.service': service,
      'rpc.method': method,
      'cloud.region': 'eu-west-1',
      'aws.request_id': 'request-1',
      'http.response.status_code': 200,
      ...attributes,
    });
    const { traceId, spanId } = span.spanContext();
    expect(requests).toHaveLength(1);
    expect(sentHeader()).toEqual({ traceId, parentId: spanId, sampled: '1' });
  });

  it('changes nothing at a second call, on the client or on another with the same middleware stack', async () => {
    const client = dynamoDB();
    const documents = { middlewareStack: client.middlewareStack, config: client.config };
    expect(traceAWSClient(client)).toBe(client);
    expect(traceAWSClient(documents)).toBe(documents);
    await client.send(getItem());
    only();
  });

  it('returns an object without a middleware stack as it is, with one warning', () => {
    const warn = vi.spyOn(diag, 'warn');
    const old = { config: {}, getItem() {} };
    expect(traceAWSClient(old)).toBe(old);
    expect(warn).toHaveBeenCalledOnce();
  });

  it.each([{ messageAttributes: 1 }, { messageAttributes: 'yes' }])('refuses %j', (options) => {
    expect(() => traceAWSClient({}, options as never)).toThrow(
      /^Option "messageAttributes" must be true or false, got /,
    );
  });

  it('records the code, the status, the request id and the retries of a failed call, and throws the same error', async () => {
    const refused = {
      status: 400,
      body: JSON.stringify({
        __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
        message: 'slow down',
      }),
    };
    answers = [refused, refused];
    const error = await dynamoDB({ maxAttempts: 2 })
      .send(getItem())
      .catch((thrown) => thrown);
    expect(error.name).toBe('ProvisionedThroughputExceededException');
    const { attributes, status, events } = only();
    expect(attributes).toMatchObject({
      'error.type': 'ProvisionedThroughputExceededException',
      'http.response.status_code': 400,
      'aws.request_id': 'request-1',
      'http.request.resend_count': 1,
    });
    expect(status).toEqual({ code: SpanStatusCode.ERROR, message: 'slow down' });
    expect(events).toMatchObject([
      {
        name: 'exception',
        attributes: { 'exception.type': 'ProvisionedThroughputExceededException', 'exception.message': 'slow down' },
      },
    ]);
    // Each attempt carries the same header: there is one call.
    expect(requests.map((_, at) => sentHeader(at).parentId)).toEqual(Array(2).fill(only().spanContext().spanId));
  });

  it('records a refused connection', async () => {
    const client = traceAWSClient(new DynamoDBClient({ ...config(), endpoint: 'http://127.0.0.1:1' }));
    await expect(client.send(getItem())).rejects.toThrow('ECONNREFUSED');
    expect(only().events).toMatchObject([{ attributes: { 'exception.type': 'ECONNREFUSED' } }]);
  });

  it('works with a callback', async () => {
    const output = await new Promise((resolve) => dynamoDB().send(getItem(), (_error, result) => resolve(result)));
    expect(output).toMatchObject({ $metadata: { requestId: 'request-1' } });
    only();
  });

  it('leaves the command as it was, so that it can be sent again', async () => {
    const client = traceAWSClient(new SQSClient(config({ md5: false })), { messageAttributes: true });
    const command = new SendMessageCommand({ QueueUrl: QUEUE, MessageBody: 'm' });
    await client.send(command);
    await client.send(command);
    expect(command.input).toEqual({ QueueUrl: QUEUE, MessageBody: 'm' });
    expect(exporter.getFinishedSpans()).toHaveLength(2);
  });

  it('signs a URL without a span', async () => {
    const client = traceAWSClient(new S3Client(config()));
    const url = await getSignedUrl(client, new GetObjectCommand({ Bucket: 'receipts', Key: 'o-1.pdf' }));
    expect(url).toContain('X-Amz-Signature');
    expect(url.toLowerCase()).not.toContain('trace-id');
    expect(exporter.getFinishedSpans()).toEqual([]);
  });

  it('passes on the decision not to sample', async () => {
    register(
      new TracerProvider({ sampler: new AlwaysOffSampler(), spanProcessors: [new SimpleSpanProcessor({ exporter })] }),
    );
    await dynamoDB().send(getItem());
    expect(sentHeader()).toMatchObject({ sampled: '0' });
    expect(exporter.getFinishedSpans()).toEqual([]);
  });

  it('writes nothing where nothing is registered, and under suppressed tracing', async () => {
    const suppressed = context
      .active()
      .setValue(createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING'), true);
    await context.with(suppressed, () => dynamoDB().send(getItem()));
    trace.disable();
    await dynamoDB().send(getItem());
    expect(requests.map(({ headers }) => headers['x-amzn-trace-id'])).toEqual([undefined, undefined]);
  });

  it('traces calls that overlap, each with its own parent', async () => {
    const client = dynamoDB();
    const parents = Array.from({ length: 8 }, (_, n) => trace.getTracer('app').startSpan(`order ${n}`));
    await Promise.all(
      parents.map((parent) => context.with(trace.setSpan(context.active(), parent), () => client.send(getItem()))),
    );
    const spans = exporter.getFinishedSpans();
    expect(new Set(spans.map(({ parentSpanContext }) => parentSpanContext?.spanId)).size).toBe(8);
    expect(requests.map((_, at) => sentHeader(at).parentId).sort()).toEqual(
      spans.map((span) => span.spanContext().spanId).sort(),
    );
  });
});

describe('in AWS Lambda', () => {
  const FUNCTION = 'Root=1-65530f1e-000000000000000000000001;Parent=00000000000000aa;Sampled=1;Lineage=1:2a3b4c5d:0';
  beforeEach(() => {
    vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'orders');
    vi.stubEnv('_X_AMZN_TRACE_ID', FUNCTION);
  });

  it("replaces the AWS SDK's header, which names the function's segment, and keeps Lineage", async () => {
    await new DynamoDBClient(config()).send(getItem());
    expect(sentHeader().parentId).toBe('00000000000000aa');
    await dynamoDB().send(getItem());
    const { traceId, spanId } = only().spanContext();
    expect(sentHeader(1)).toMatchObject({ traceId, parentId: spanId, sampled: '1', lineage: '1:2a3b4c5d:0' });
  });

  it('replaces W3C headers that another middleware wrote', async () => {
    const client = new DynamoDBClient(config());
    client.middlewareStack.add(
      (next) => (args) => {
        const { headers } = args.request as { headers: Record<string, string> };
        Object.assign(headers, {
          traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
          tracestate: 'a=b',
        });
        return next(args);
      },
      { step: 'build' },
    );
    await traceAWSClient(client).send(getItem());
    const { traceId, spanId } = only().spanContext();
    expect(requests[0]?.headers).toMatchObject({ traceparent: `00-${traceId}-${spanId}-01` });
    expect(requests[0]?.headers).not.toHaveProperty('tracestate');
  });
});

describe('messageAttributes', () => {
  const sqs = (options?: object) => traceAWSClient(new SQSClient(config({ md5: false })), options);
  const attributes = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`a${n}`, { DataType: 'String', StringValue: 'v' }]));
  const send = (count: number) =>
    new SendMessageCommand({ QueueUrl: QUEUE, MessageBody: 'm', MessageAttributes: attributes(count) });
  const sentAttributes = () => Object.keys(JSON.parse(requests.at(-1)?.body ?? '{}').MessageAttributes ?? {});

  it.each([
    ['are left alone by default', undefined, 1, ['a0']],
    ['carry the trace context', { messageAttributes: true }, 1, ['a0', 'traceparent']],
    ['stay as they are if ten attributes are in use', { messageAttributes: true }, 10, Object.keys(attributes(10))],
  ])('%s', async (_, options, own, expected) => {
    await sqs(options).send(send(own));
    expect(sentAttributes()).toEqual(expected);
  });

  it('carry the trace context in each message of a batch, with the span of the call', async () => {
    const entries = ['1', '2'].map((Id) => ({ Id, MessageBody: 'm' }));
    await sqs({ messageAttributes: true }).send(new SendMessageBatchCommand({ QueueUrl: QUEUE, Entries: entries }));
    const { Entries } = JSON.parse(requests[0]?.body ?? '{}');
    const { spanId } = only().spanContext();
    for (const entry of Entries) expect(entry.MessageAttributes.traceparent.StringValue).toContain(spanId);
  });

  it('are not written to messages that are read', async () => {
    await sqs({ messageAttributes: true }).send(new ReceiveMessageCommand({ QueueUrl: QUEUE }));
    expect(JSON.parse(requests[0]?.body ?? '{}')).toEqual({ QueueUrl: QUEUE });
  });
});

describe('beside other middlewares', () => {
  it("gives a header to the request below an inner span that the application's propagator injects", async () => {
    propagation.disable();
    propagation.setGlobalPropagator(new AWSXRayPropagator());
    const client = new DynamoDBClient(config());
    // As an HTTP instrumentation does: a span around the request, whose context is written to the headers last.
    client.middlewareStack.add(
      (next) => (args) => {
        const inner = trace.getTracer('http').startSpan('POST');
        const { headers } = args.request as { headers: Record<string, string> };
        const withoutSuppression = context
          .active()
          .deleteValue(createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING'));
        propagation.inject(trace.setSpan(withoutSuppression, inner), headers);
        inner.end();
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    await traceAWSClient(client).send(getItem());
    const call = exporter.getFinishedSpans().find(({ name }) => name === 'DynamoDB.GetItem');
    expect(sentHeader().parentId).toBe(call?.spanContext().spanId);
  });

  it('costs only the attributes where a getter of the input throws', async () => {
    const error = vi.spyOn(diag, 'error');
    const client = new DynamoDBClient(config());
    const command = new PutItemCommand({ TableName: 'orders', Item: { id: { S: 'o-1' } } });
    let reads = 0;
    Object.defineProperty(command.input, 'IndexName', {
      get: () => {
        reads++;
        throw new Error('no');
      },
    });
    await traceAWSClient(client).send(command);
    expect(reads).toBe(1);
    expect(sentHeader().parentId).toBe(only().spanContext().spanId);
    expect(error).toHaveBeenCalledOnce();
  });
});
