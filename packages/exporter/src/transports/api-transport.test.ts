import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo, Socket } from 'node:net';
import { PutTraceSegmentsCommand } from '@aws-sdk/client-xray';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { resolveOptions } from '../options.ts';
import { createApiTransport } from './api-transport.ts';
import type { PackagedTarget } from './target-packages.ts';
import type { Transport } from './transport.ts';

const TIMEOUT_MILLIS = 5_000;
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const NOTHING = { client: undefined, region: 'eu-west-1', endpoint: undefined, now: Date.now };

const opened: (() => unknown)[] = [];
beforeEach(() => {
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'dummy');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'dummy');
});
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  vi.doUnmock('@aws-sdk/client-xray');
});

type Answer = readonly [status: number, headers?: Record<string, string>];

/** Gives these answers, the last one again and again. */
async function serve(...answers: [Answer, ...Answer[]] | [number, Record<string, string>?]) {
  const plan: readonly Answer[] =
    typeof answers[0] === 'number' ? [answers as unknown as Answer] : (answers as readonly Answer[]);
  const requests: { line: string; headers: IncomingHttpHeaders }[] = [];
  const server = createServer((request, response) => {
    requests.push({ line: `${request.method} ${request.url}`, headers: request.headers });
    const [status, headers] = plan[requests.length - 1] ?? plan.at(-1)!;
    request.resume().on('end', () => response.writeHead(status, headers).end('{}'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  opened.push(
    () => server.closeAllConnections(),
    () => new Promise((resolve) => server.close(resolve)),
  );
  return { requests, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function open(options: Partial<Parameters<typeof createApiTransport>[0]>): Transport {
  const transport = createApiTransport({ ...NOTHING, ...options });
  opened.push(() => transport.shutdown());
  return transport;
}

describe('createApiTransport', () => {
  it('signs with the credentials of the environment, for the region', async () => {
    const { requests, endpoint } = await serve(200);
    expect(await open({ endpoint }).send([encode('{}')], TIMEOUT_MILLIS)).toEqual({ status: 'success' });
    expect(requests).toMatchObject([
      {
        line: 'POST /TraceSegments',
        headers: { authorization: expect.stringMatching(/Credential=dummy\/\d+\/eu-west-1\/xray\/aws4_request/) },
      },
    ]);
  });

  it('does not let its own client retry: one that retries below another multiplies', async () => {
    const { requests, endpoint } = await serve(503);
    expect(await open({ endpoint }).send([encode('{}')], TIMEOUT_MILLIS)).toMatchObject({ status: 'retryable' });
    expect(requests).toHaveLength(1);
  });

  it.each([
    ['3', { retryInMillis: 3_000 }],
    ['Wed, 21 Oct 2026 07:28:30 GMT', { retryInMillis: 30_000 }],
    ['soon', {}],
  ])('reads Retry-After: %s', async (text, expected) => {
    const { endpoint } = await serve(429, { 'retry-after': text });
    const now = () => Date.parse('Wed, 21 Oct 2026 07:28:00 GMT');
    const outcome = await open({ endpoint, now }).send([encode('{}')], TIMEOUT_MILLIS);
    expect(outcome).toEqual({ status: 'retryable', error: expect.any(Error), ...expected });
  });

  it('fails immediately without credentials, and requests none', async () => {
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE']) vi.stubEnv(name, undefined);
    for (const name of ['AWS_SHARED_CREDENTIALS_FILE', 'AWS_CONFIG_FILE']) vi.stubEnv(name, '/nowhere');
    const connect = vi.spyOn(Socket.prototype, 'connect');
    const { requests, endpoint } = await serve(200);
    expect(await open({ endpoint }).send([encode('{}')], TIMEOUT_MILLIS)).toEqual({
      status: 'failure',
      error: expect.objectContaining({ name: 'CredentialsProviderError' }),
    });
    expect(connect).not.toHaveBeenCalled();
    expect(requests).toEqual([]);
  });

  it('requests fresh credentials when they have expired, and sends once more', async () => {
    const expired = { 'x-amzn-errortype': 'ExpiredTokenException' };
    const { requests, endpoint } = await serve([403, expired], [200], [403, expired]);
    const { XRayClient } = await import('@aws-sdk/client-xray');
    let asked = 0;
    const credentials = async () => ({
      accessKeyId: `dummy${++asked}`,
      secretAccessKey: 'dummy',
      expiration: new Date(Date.now() + 3_600_000),
    });
    const client = new XRayClient({ region: 'eu-west-1', endpoint, credentials, maxAttempts: 1 });
    opened.push(() => client.destroy());
    const transport = open({ client });
    expect(await transport.send([encode('{}')], TIMEOUT_MILLIS)).toEqual({ status: 'success' });
    const keys = () => requests.map(({ headers }) => /Credential=(\w+)/.exec(headers.authorization!)![1]);
    expect(keys()).toEqual(['dummy1', 'dummy2']);
    const error = expect.objectContaining({ fault: 'expired' });
    expect(await transport.send([encode('{}')], TIMEOUT_MILLIS)).toEqual({ status: 'failure', error });
    expect(keys()).toEqual(['dummy1', 'dummy2', 'dummy2', 'dummy3']);
  });

  it.each(['RequestTimeTooSkewed', 'InvalidSignatureException'])(
    "signs with the server's time when the clock is off: %s",
    async (name) => {
      const serverTime = Date.now() + 600_000;
      const date = new Date(serverTime).toUTCString();
      const { requests, endpoint } = await serve([403, { 'x-amzn-errortype': name, date }], [200, { date }]);
      expect(await open({ endpoint }).send([encode('{}')], TIMEOUT_MILLIS)).toEqual({ status: 'success' });
      const [first, second] = requests.map(({ headers }) => timeOf(headers['x-amz-date'] as string));
      expect(Math.abs(first! - Date.now())).toBeLessThan(60_000);
      expect(Math.abs(second! - serverTime)).toBeLessThan(60_000);
    },
  );

  it('gives PutTraceSegments to a client that is handed in, and leaves it open', async () => {
    const unprocessed = [{ Id: '0102030405060708', ErrorCode: 'InvalidId', Message: 'no' }];
    const send = vi.fn(async () => ({ UnprocessedTraceSegments: unprocessed }));
    const client = { send, destroy: vi.fn() };
    const transport = open({ client });
    const documents = ['{"name":"é"}', '{}'];
    expect(await transport.send(documents.map(encode), TIMEOUT_MILLIS)).toEqual({ status: 'success', unprocessed });
    expect(send).toHaveBeenCalledExactlyOnceWith(expect.any(PutTraceSegmentsCommand), {
      abortSignal: expect.any(AbortSignal),
    });
    const [[command]] = send.mock.calls as unknown as [[PutTraceSegmentsCommand]];
    expect(command.input).toEqual({ TraceSegmentDocuments: documents });
    await transport.shutdown();
    expect(client.destroy).not.toHaveBeenCalled();
  });

  it.each<[string, unknown, object]>([
    ['no credentials', Object.assign(new Error('x'), { name: 'CredentialsProviderError' }), { status: 'failure' }],
    ['a throttle without a status of its own', sdkError('ThrottlingException', 400), { status: 'retryable' }],
    ['a bad request', sdkError('InvalidRequestException', 400), { status: 'failure' }],
    ['a network error', Object.assign(new Error('x'), { code: 'ECONNRESET' }), { status: 'retryable' }],
    ['what is no error', 'x', { status: 'retryable', error: new Error('x') }],
    [
      'no region',
      new Error('Region is missing'),
      { error: new Error('target "api" needs a region: set the option region, AWS_REGION or AWS_DEFAULT_REGION') },
    ],
  ])('reads what a client throws: %s', async (_, thrown, expected) => {
    const client = { send: () => Promise.reject(thrown) };
    expect(await open({ client }).send([encode('{}')], TIMEOUT_MILLIS)).toMatchObject(expected);
  });

  it('uses the SDK from the target', async () => {
    const inputs: unknown[] = [];
    class PutTraceSegmentsCommand {
      constructor(input: object) {
        inputs.push(input);
      }
    }
    class XRayClient {
      readonly config: object;
      constructor(config: object) {
        this.config = config;
      }
      async send(): Promise<object> {
        inputs.push(this.config);
        return {};
      }
    }
    const packaged = { target: 'api', packages: { PutTraceSegmentsCommand, XRayClient } } as unknown as PackagedTarget;
    const options = resolveOptions({ target: packaged, region: 'eu-central-1' });
    expect([options.target, options.packaged]).toEqual(['api', packaged]);
    expect(await createApiTransport(options).send([encode('{}')], TIMEOUT_MILLIS)).toEqual({ status: 'success' });
    expect(inputs).toEqual([{ TraceSegmentDocuments: ['{}'] }, { maxAttempts: 1, region: 'eu-central-1' }]);
  });

  it('reads a client that throws synchronously', async () => {
    const client = {
      send(): never {
        throw new TypeError('not a function');
      },
    };
    const error = new TypeError('not a function');
    expect(await open({ client }).send([encode('{}')], TIMEOUT_MILLIS)).toEqual({ status: 'retryable', error });
  });

  it('says what to install when the SDK is not there, and finds it when it is', async () => {
    vi.resetModules();
    vi.doMock('@aws-sdk/client-xray', () => {
      throw new Error("Cannot find package '@aws-sdk/client-xray'");
    });
    const { createApiTransport: create } = await import('./api-transport.ts');
    const transport = create({ ...NOTHING, client: { send: async () => ({}) } });
    expect(await transport.send([encode('{}')], TIMEOUT_MILLIS)).toMatchObject({
      status: 'failure',
      error: {
        message:
          'target "api" needs @aws-sdk/client-xray: npm install @aws-sdk/client-xray. In a bundle, import { api } from \'@otel-xray/exporter/api\' and pass it as target.',
      },
    });
    vi.doUnmock('@aws-sdk/client-xray');
    expect(await transport.send([encode('{}')], TIMEOUT_MILLIS)).toEqual({ status: 'success' });
    await transport.shutdown();
  });
});

function sdkError(name: string, httpStatusCode: number): Error {
  return Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });
}

/** `20261121T150000Z` as epoch milliseconds. */
function timeOf(text: string): number {
  return Date.parse(text.replace(/(....)(..)(..)T(..)(..)(..)Z/, '$1-$2-$3T$4:$5:$6Z'));
}
