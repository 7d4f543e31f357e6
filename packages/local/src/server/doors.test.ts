import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { credentials, makeGenericClientConstructor } from '@grpc/grpc-js';
import { type Attributes, ROOT_CONTEXT, SpanKind } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterEach, describe, expect, it } from 'vitest';
import { type LocalXRay, startLocalXRay } from './local-xray.ts';

let xray: LocalXRay;
afterEach(() => xray.close());

const JSON_TYPE = { 'content-type': 'application/json' };
const portOf = (name: string): number => xray.doors.find((door) => door.name === name)?.port ?? 0;

/** Sends a span and a log record as the real exporters do by default. */
async function sendByGrpc(attributes: Attributes = {}): Promise<string> {
  const url = `http://127.0.0.1:${portOf('OTLP/gRPC')}`;
  const processor = new SimpleSpanProcessor({ exporter: new OTLPTraceExporter({ url }) });
  const provider = new TracerProvider({ spanProcessors: [processor] });
  const span = provider.getTracer('t').startSpan('GET /', { kind: SpanKind.SERVER, attributes }, ROOT_CONTEXT);
  span.end();
  await provider.shutdown();
  const { traceId } = span.spanContext();
  return `1-${traceId.slice(0, 8)}-${traceId.slice(8)}`;
}

async function callGrpc(path: string, bytes = ''): Promise<void> {
  const Client = makeGenericClientConstructor({}, 'Export');
  const client = new Client(`127.0.0.1:${portOf('OTLP/gRPC')}`, credentials.createInsecure());
  const same = (message: Buffer): Buffer => message;
  try {
    await new Promise((resolve, reject) =>
      client.makeUnaryRequest(path, same, same, Buffer.from(bytes), (error: Error | null) =>
        error ? reject(error) : resolve(undefined),
      ),
    );
  } finally {
    client.close();
  }
}

describe('OTLP over gRPC', () => {
  it('takes what the exporter of OpenTelemetry sends', async () => {
    xray = await startLocalXRay({ port: 0, otlpGrpcPort: 0 });
    const id = await sendByGrpc({ 'http.route': '/' });
    expect(await xray.waitFor(id)).toMatchObject({ id, segments: [{ name: 'GET /' }] });
    expect(await xray.intake()).toMatchObject({ documents: 1 });
  });

  it.each([
    ['logs', 'Logs', 'logRequests'],
    ['metrics', 'Metrics', 'metricRequests'],
  ])('accepts %s and counts them', async (signal, service, counter) => {
    xray = await startLocalXRay({ port: 0, otlpGrpcPort: 0 });
    await callGrpc(`/opentelemetry.proto.collector.${signal}.v1.${service}Service/Export`);
    const { counters } = (await (await fetch(`${xray.url}/-/intake`)).json()) as { counters: object };
    expect(counters).toMatchObject({ [counter]: 1, rejected: 0 });
  });

  it('refuses and counts bytes that are no request', async () => {
    xray = await startLocalXRay({ port: 0, otlpGrpcPort: 0 });
    const path = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
    await expect(callGrpc(path, 'no request')).rejects.toMatchObject({ code: 3 });
    expect((await xray.intake()).rejected).toEqual({ 'not OTLP': 1 });
  });

  it('is not open where requests must be signed', async () => {
    const keys = [{ accessKeyId: 'dummy', secretAccessKey: 'dummy' }];
    xray = await startLocalXRay({ port: 0, otlpGrpcPort: 0, otlpHttpPort: 0, credentials: keys });
    expect(xray.doors.map(({ name }) => name)).toEqual(['OTLP/HTTP']);
  });
});

it('OTLP over HTTP has a port of its own where exporters look for it', async () => {
  xray = await startLocalXRay({ port: 0, otlpHttpPort: 0 });
  expect(portOf('OTLP/HTTP')).not.toBe(xray.port);
  const url = `http://127.0.0.1:${portOf('OTLP/HTTP')}/v1/traces`;
  const answer = await fetch(url, { method: 'POST', headers: JSON_TYPE, body: '{"resourceSpans":[]}' });
  expect(answer.status).toBe(200);
});

it.each(['otlpHttpPort', 'otlpGrpcPort'] as const)('a taken %s keeps nobody from the main port', async (option) => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  xray = await startLocalXRay({ port: 0, [option]: port });
  expect(xray.doors).toMatchObject([{ port, problem: `port ${port} of 127.0.0.1 is taken by another program` }]);
  expect((await fetch(`${xray.url}/-/intake`)).status).toBe(200);
  other.close();
});

it.each([
  ['/v1/logs', 'logRequests'],
  ['/v1/metrics', 'metricRequests'],
])('%s is accepted and counted', async (path, counter) => {
  xray = await startLocalXRay({ port: 0 });
  const post = (headers: Record<string, string>, body: string) =>
    fetch(xray.url + path, { method: 'POST', headers, body });
  const json = await post(JSON_TYPE, '{}');
  expect([json.status, json.headers.get('content-type'), await json.text()]).toEqual([200, 'application/json', '{}']);
  const bytes = await post({ 'content-type': 'application/x-protobuf' }, '');
  expect([bytes.status, await bytes.text()]).toEqual([200, '']);
  expect((await post({ 'content-type': 'text/plain' }, '')).status).toBe(415);
  const { counters } = (await (await fetch(`${xray.url}/-/intake`)).json()) as { counters: object };
  expect(counters).toMatchObject({ [counter]: 2 });
});

describe('bytes that are no HTTP/1.1', () => {
  async function knock(bytes: string): Promise<unknown> {
    const socket: Socket = connect(xray.port, '127.0.0.1');
    socket.on('error', () => {});
    socket.end(bytes);
    socket.resume();
    await once(socket, 'close');
    return (await xray.intake()).lastRejections[0];
  }

  it('are counted with the remedy where they are gRPC', async () => {
    xray = await startLocalXRay({ port: 0 });
    expect(await knock('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')).toMatchObject({
      reason: 'gRPC on the HTTP port',
      message: expect.stringContaining('port 4317'),
    });
  });

  it('are counted with their head', async () => {
    xray = await startLocalXRay({ port: 0 });
    expect(await knock('\u0016\u0003\u0001 a TLS hello')).toMatchObject({ reason: 'not HTTP' });
  });
});

describe('a web page of another origin', () => {
  const origin = 'http://localhost:5173';
  const preflight = (path: string, from = origin) =>
    fetch(xray.url + path, {
      method: 'OPTIONS',
      headers: {
        origin: from,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    });
  const send = (path: string, from = origin) =>
    fetch(xray.url + path, { method: 'POST', headers: { ...JSON_TYPE, origin: from }, body: '{}' });

  it('sends OTLP where it is allowed', async () => {
    xray = await startLocalXRay({ port: 0, allowedOrigins: [origin] });
    const { status, headers } = await preflight('/v1/traces');
    expect([status, headers.get('access-control-allow-origin')]).toEqual([204, origin]);
    expect(headers.get('access-control-allow-headers')).toBe('content-type');
    const sent = await send('/v1/traces');
    expect([sent.status, sent.headers.get('access-control-allow-origin')]).toEqual([200, origin]);
    expect((await send('/v1/logs')).status).toBe(200);
  });

  it.each([
    ['another origin', '/v1/traces', 'http://evil.test'],
    ['the API', '/TraceSegments', origin],
    ['the console', '/-/intake', origin],
  ])('is refused: %s', async (_what, path, from) => {
    xray = await startLocalXRay({ port: 0, allowedOrigins: [origin] });
    for (const answer of [await preflight(path, from), await send(path, from)]) {
      expect(answer.status).toBe(403);
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  it('reads in the refusal how to allow it', async () => {
    xray = await startLocalXRay({ port: 0 });
    expect(await (await send('/v1/traces')).text()).toContain(`--allowed-origin ${origin}`);
  });

  it('may be any', async () => {
    xray = await startLocalXRay({ port: 0, allowedOrigins: ['*'] });
    expect((await send('/v1/traces', 'http://elsewhere.test')).status).toBe(200);
  });
});
