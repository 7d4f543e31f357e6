import { diag } from '@opentelemetry/api';
import { type DaemonAddress, DEFAULT_DAEMON_ADDRESS, ENV_DAEMON_ADDRESS, parseDaemonAddress } from '@otel-xray/format';
import type { TranslatorOptions } from '@otel-xray/translator';
import type { Transport } from './transport.ts';

/** Where spans go and how; all keys are optional. What concerns the documents themselves: `TranslatorOptions`. */
export interface AWSXRayExporterOptions extends TranslatorOptions {
  /**
   * `auto`: in AWS Lambda the daemon's UDP port; else the daemon's TCP port, and UDP where that is refused. `daemon`: UDP. `daemon-http`: TCP,
   * acknowledged. `api`: PutTraceSegments with credentials, by `@aws-sdk/client-xray`. Or a `Transport`, such as what `startLocalXRay()`
   * returns. Default `auto`.
   */
  target?: TargetName | Transport;
  /** Where the daemon listens, `host:port` or `tcp:host:port udp:host:port`. Default `127.0.0.1:2000`. Environment: `AWS_XRAY_DAEMON_ADDRESS`. */
  daemonAddress?: string;
  /** For `api`: the region. Default: what `@aws-sdk/client-xray` finds. Environment: `AWS_REGION`, `AWS_DEFAULT_REGION`. */
  region?: string;
  /** For `api`: another address than the region's, such as that of Local X-Ray. Environment: `AWS_ENDPOINT_URL_XRAY`, `AWS_ENDPOINT_URL`. */
  endpoint?: string;
  /** For `api`: a ready client. It should not retry by itself (`maxAttempts: 1`). Default: one of our own. */
  client?: XRayClientLike;
  /** Bytes of documents that may wait. Default 16 MiB. */
  maxQueueBytes?: number;
  /** Documents that may wait. Default 20,000. */
  maxQueueDocuments?: number;
  /** Milliseconds after which a call counts as failed. Default 5,000. */
  timeoutMillis?: number;
  /** Milliseconds for a batch with all its attempts. Default 60,000. */
  retryMillis?: number;
  /** Milliseconds that documents wait for others to fill a call, for `daemon-http` and `api`. Default 500. */
  batchDelayMillis?: number;
  /** Milliseconds for `forceFlush`. Default 10,000. */
  flushTimeoutMillis?: number;
  /** Milliseconds for `shutdown`. Default 5,000. */
  shutdownTimeoutMillis?: number;
}

export type TargetName = (typeof TARGETS)[number];

const TARGETS = ['auto', 'daemon', 'daemon-http', 'api'] as const;

/** The part of an `XRayClient` that is used. */
export interface XRayClientLike {
  // biome-ignore lint/suspicious/noExplicitAny: the command is one of the user's own copy of the SDK, whose types differ by version
  send(command: any, options?: { abortSignal?: AbortSignal }): Promise<any>;
  destroy?(): void;
}

/** The options as the parts see them. */
export interface ResolvedOptions {
  readonly target: TargetName | Transport;
  readonly daemonAddress: DaemonAddress;
  /** Whether someone said where the daemon is. */
  readonly daemonAddressGiven: boolean;
  readonly isLambda: boolean;
  readonly region: string | undefined;
  readonly endpoint: string | undefined;
  readonly client: XRayClientLike | undefined;
  readonly maxQueueBytes: number;
  readonly maxQueueDocuments: number;
  readonly timeoutMillis: number;
  readonly retryMillis: number;
  readonly batchDelayMillis: number;
  readonly flushTimeoutMillis: number;
  readonly shutdownTimeoutMillis: number;
  readonly now: () => number;
}

/**
 * Given, then environment, then default.
 * @throws TypeError that names an option, its value and what was expected; a wrong variable of the environment is only told
 */
export function resolveOptions(given: AWSXRayExporterOptions = {}): ResolvedOptions {
  const { env } = process;
  const address = given.daemonAddress ?? env[ENV_DAEMON_ADDRESS];
  return {
    target: targetOf(given.target),
    daemonAddress: given.daemonAddress !== undefined ? addressGiven(given.daemonAddress) : addressFromEnv(),
    daemonAddressGiven: address !== undefined && address.trim() !== '',
    isLambda: Boolean(env.AWS_LAMBDA_FUNCTION_NAME),
    region: given.region ?? (env.AWS_REGION || env.AWS_DEFAULT_REGION || undefined),
    endpoint: given.endpoint ?? (env.AWS_ENDPOINT_URL_XRAY || env.AWS_ENDPOINT_URL || undefined),
    client: clientOf(given.client),
    maxQueueBytes: positive(given, 'maxQueueBytes', 16 * 1024 * 1024),
    maxQueueDocuments: positive(given, 'maxQueueDocuments', 20_000),
    timeoutMillis: positive(given, 'timeoutMillis', 5_000),
    retryMillis: positive(given, 'retryMillis', 60_000),
    batchDelayMillis: positive(given, 'batchDelayMillis', 500),
    flushTimeoutMillis: positive(given, 'flushTimeoutMillis', 10_000),
    shutdownTimeoutMillis: positive(given, 'shutdownTimeoutMillis', 5_000),
    now: given.now ?? Date.now,
  };
}

function wrong(name: string, value: unknown, expected: string): TypeError {
  return new TypeError(
    `${name}: expected ${expected}, got ${typeof value === 'string' ? `"${value}"` : String(value)}`,
  );
}

function targetOf(target: AWSXRayExporterOptions['target'] = 'auto'): TargetName | Transport {
  if (typeof target === 'string' && TARGETS.includes(target)) return target;
  if (typeof target === 'object' && typeof target?.send === 'function' && typeof target.shutdown === 'function')
    return target;
  throw wrong('target', target, `${TARGETS.map((name) => `"${name}"`).join(', ')} or a Transport`);
}

function addressGiven(text: string): DaemonAddress {
  const address = typeof text === 'string' ? parseDaemonAddress(text) : { rejected: 'not a text' };
  if ('rejected' in address) throw wrong('daemonAddress', text, `host:port, but ${address.rejected}`);
  return address;
}

function addressFromEnv(): DaemonAddress {
  const logger = diag.createComponentLogger({ namespace: '@otel-xray/exporter' });
  const text = process.env[ENV_DAEMON_ADDRESS]?.trim();
  const address = parseDaemonAddress(text || DEFAULT_DAEMON_ADDRESS);
  if (!('rejected' in address)) {
    if (address.warning !== undefined) logger.warn(`${ENV_DAEMON_ADDRESS}: ${address.warning}`);
    return address;
  }
  logger.error(`${ENV_DAEMON_ADDRESS}: ${address.rejected}; ${DEFAULT_DAEMON_ADDRESS} is used`);
  return parseDaemonAddress(DEFAULT_DAEMON_ADDRESS) as DaemonAddress;
}

function clientOf(client: XRayClientLike | undefined): XRayClientLike | undefined {
  if (client !== undefined && typeof client?.send !== 'function') throw wrong('client', client, 'an XRayClient');
  return client;
}

function positive(given: AWSXRayExporterOptions, name: keyof AWSXRayExporterOptions, or: number): number {
  const value = given[name];
  if (value === undefined) return or;
  if (typeof value !== 'number' || !(value > 0)) throw wrong(name, value, 'a number over 0');
  return value;
}
