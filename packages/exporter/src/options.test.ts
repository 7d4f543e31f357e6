import { diag } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AWSXRayExporter } from './aws-xray-exporter.ts';
import { AWSXRaySpanProcessor } from './aws-xray-span-processor.ts';
import { resolveOptions } from './options.ts';

const at = (host: string, port: number) => ({ host, port });
let warnings: string[];

beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  const warn = (...parts: unknown[]): void => void warnings.push(parts.join(' '));
  diag.setLogger({ error: warn, warn, info() {}, debug() {}, verbose() {} }, { suppressOverrideMessage: true });
  warnings = [];
});
afterEach(() => {
  vi.unstubAllEnvs();
  diag.disable();
});

describe('resolveOptions', () => {
  it('has a default for everything', () => {
    expect(resolveOptions()).toEqual({
      target: 'auto',
      daemonAddress: { udp: at('127.0.0.1', 2000), tcp: at('127.0.0.1', 2000) },
      daemonAddressGiven: false,
      isLambda: false,
      region: undefined,
      endpoint: undefined,
      client: undefined,
      maxQueueBytes: 16_777_216,
      maxQueueDocuments: 20_000,
      timeoutMillis: 5_000,
      retryMillis: 60_000,
      batchDelayMillis: 500,
      flushTimeoutMillis: 10_000,
      shutdownTimeoutMillis: 5_000,
      meterProvider: undefined,
      isCutToSize: true,
      now: Date.now,
    });
    expect(warnings).toEqual([]);
  });

  it.each([
    ['AWS_XRAY_DAEMON_ADDRESS', 'tcp:a:1 udp:b:2', { daemonAddress: { udp: at('b', 2), tcp: at('a', 1) } }],
    ['AWS_XRAY_DAEMON_ADDRESS', ' a:1 ', { daemonAddressGiven: true }],
    ['AWS_XRAY_DAEMON_ADDRESS', ' ', { daemonAddressGiven: false }],
    ['AWS_REGION', 'eu-west-1', { region: 'eu-west-1' }],
    ['AWS_DEFAULT_REGION', 'eu-west-2', { region: 'eu-west-2' }],
    ['AWS_ENDPOINT_URL_XRAY', 'http://127.0.0.1:1', { endpoint: 'http://127.0.0.1:1' }],
    ['AWS_ENDPOINT_URL', 'http://127.0.0.1:2', { endpoint: 'http://127.0.0.1:2' }],
    ['AWS_LAMBDA_FUNCTION_NAME', 'orders', { isLambda: true }],
  ])('reads %s=%j when the object is made', (name, value, expected) => {
    vi.stubEnv(name, value);
    expect(resolveOptions()).toMatchObject(expected);
    vi.stubEnv(name, undefined);
    expect(resolveOptions()).not.toMatchObject(value === ' ' ? { isLambda: true } : expected);
  });

  it('prefers the more specific variable', () => {
    vi.stubEnv('AWS_REGION', 'eu-west-1');
    vi.stubEnv('AWS_DEFAULT_REGION', 'eu-west-2');
    vi.stubEnv('AWS_ENDPOINT_URL_XRAY', 'http://127.0.0.1:1');
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:2');
    expect(resolveOptions()).toMatchObject({ region: 'eu-west-1', endpoint: 'http://127.0.0.1:1' });
  });

  it('prefers what is given', () => {
    vi.stubEnv('AWS_XRAY_DAEMON_ADDRESS', 'no address');
    vi.stubEnv('AWS_REGION', 'eu-west-1');
    vi.stubEnv('AWS_ENDPOINT_URL_XRAY', 'no url');
    const given = { daemonAddress: 'c:3', region: 'eu-west-3', endpoint: 'http://127.0.0.1:3', batchDelayMillis: 0 };
    expect(resolveOptions(given)).toMatchObject({ ...given, daemonAddress: { udp: at('c', 3), tcp: at('c', 3) } });
    expect(warnings).toEqual([]);
  });

  it.each([
    [
      'AWS_XRAY_DAEMON_ADDRESS',
      '127.0.0.1',
      '"127.0.0.1": the port of "127.0.0.1" is missing; 127.0.0.1:2000 is used',
      { daemonAddress: { udp: at('127.0.0.1', 2000), tcp: at('127.0.0.1', 2000) } },
    ],
    [
      'AWS_XRAY_DAEMON_ADDRESS',
      'udp:a:1',
      '"udp:a:1" names udp only; tcp takes the same host and port',
      { daemonAddress: { udp: at('a', 1), tcp: at('a', 1) } },
    ],
    [
      'AWS_ENDPOINT_URL_XRAY',
      'localhost:2000',
      '"localhost:2000" is not an http or https URL and is not used',
      { endpoint: undefined },
    ],
  ])('warns once about a wrong %s and falls back', (name, value, warning, expected) => {
    vi.stubEnv(name, value);
    expect(resolveOptions()).toMatchObject(expected);
    expect(warnings).toEqual([`@otel-xray/exporter ${name}: ${warning}`]);
  });
});

describe.each([
  ['AWSXRayExporter', AWSXRayExporter],
  ['AWSXRaySpanProcessor', AWSXRaySpanProcessor],
])('new %s', (_, Made) => {
  const timer = (least: number) => `must be milliseconds from ${least} to 2147483647`;
  it.each<[Record<string, unknown>, string]>([
    [
      { target: 'tcp' },
      'Option "target" must be "auto", "daemon", "daemon-http", "api", "otlp" or a Transport, got "tcp".',
    ],
    [
      { target: null },
      'Option "target" must be "auto", "daemon", "daemon-http", "api", "otlp" or a Transport, got null.',
    ],
    [
      { target: { send() {} } },
      'Option "target" must be "auto", "daemon", "daemon-http", "api", "otlp" or a Transport, got an object (Object).',
    ],
    [
      { daemonAddress: 'localhost' },
      'Option "daemonAddress" must be "host:port" ("localhost": the port of "localhost" is missing), got "localhost".',
    ],
    [{ daemonAddress: 2000 }, 'Option "daemonAddress" must be "host:port" (not a string), got 2000.'],
    [{ region: '' }, 'Option "region" must be a region such as "eu-west-1", got "".'],
    [{ region: 1 }, 'Option "region" must be a region such as "eu-west-1", got 1.'],
    [{ endpoint: '127.0.0.1:2000' }, 'Option "endpoint" must be an http or https URL, got "127.0.0.1:2000".'],
    [{ endpoint: 'http://' }, 'Option "endpoint" must be an http or https URL, got "http://".'],
    [{ client: {} }, 'Option "client" must be an XRayClient, got an object (Object).'],
    [{ client: null }, 'Option "client" must be an XRayClient, got null.'],
    [{ maxQueueBytes: 0 }, 'Option "maxQueueBytes" must be a number >= 1, got 0.'],
    [{ maxQueueDocuments: Number.NaN }, 'Option "maxQueueDocuments" must be a number >= 1, got NaN.'],
    [{ maxQueueDocuments: '5' }, 'Option "maxQueueDocuments" must be a number >= 1, got "5".'],
    [{ timeoutMillis: 0 }, `Option "timeoutMillis" ${timer(1)}, got 0.`],
    // A timer for more than fits into 32 bits fires immediately.
    [{ timeoutMillis: Number.POSITIVE_INFINITY }, `Option "timeoutMillis" ${timer(1)}, got Infinity.`],
    [{ retryMillis: 2 ** 31 }, `Option "retryMillis" ${timer(1)}, got 2147483648.`],
    [{ batchDelayMillis: -1 }, `Option "batchDelayMillis" ${timer(0)}, got -1.`],
    [{ flushTimeoutMillis: '10' }, `Option "flushTimeoutMillis" ${timer(1)}, got "10".`],
    [{ shutdownTimeoutMillis: null }, `Option "shutdownTimeoutMillis" ${timer(1)}, got null.`],
    [{ now: 5 }, 'Option "now" must be a function, got 5.'],
    [{ meterProvider: {} }, 'Option "meterProvider" must be a MeterProvider, got an object (Object).'],
    [{ target: 'daemon', maxDocumentBytes: 'x' }, 'Option "maxDocumentBytes" must be a number >= 4096, got "x".'],
    [{ profile: 'reference' }, 'Option "profile" must be "enhanced" or "collector", got "reference".'],
  ])('refuses %o', (options, message) => {
    expect(() => new Made(options)).toThrow(new TypeError(message));
  });
});

describe('new AWSXRaySpanProcessor', () => {
  it.each<[Record<string, unknown>, string]>([
    [{ maxTreeSpans: 0 }, 'Option "maxTreeSpans" must be a number >= 1, got 0.'],
    [
      { inProgressAfterMillis: -1 },
      'Option "inProgressAfterMillis" must be milliseconds from 0 to 2147483647, got -1.',
    ],
    [{ lateSpanMillis: -1 }, 'Option "lateSpanMillis" must be milliseconds from 0 to 2147483647, got -1.'],
    [{ maxTreeAgeMillis: -1 }, 'Option "maxTreeAgeMillis" must be milliseconds from 1 to 2147483647, got -1.'],
  ])('refuses %o', (options, message) => {
    expect(() => new AWSXRaySpanProcessor(options)).toThrow(new TypeError(message));
  });
});
