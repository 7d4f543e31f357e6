import type { MeterProvider } from '@opentelemetry/api';
import { type DaemonAddress, DEFAULT_DAEMON_ADDRESS, ENV_DAEMON_ADDRESS, parseDaemonAddress } from '@otel-xray/format';
import { createLog } from '@otel-xray/runtime';
import { wrongOption } from '@otel-xray/runtime/options';
import type { TranslatorOptions } from '@otel-xray/translator';
import type { PackagedTarget, XRayClientLike } from './transports/target-packages.ts';
import type { Transport } from './transports/transport.ts';

/** Where spans go and how; all keys are optional. Options of the documents themselves: `TranslatorOptions`. */
export interface AWSXRayExporterOptions extends TranslatorOptions {
  /**
   * `auto`: in AWS Lambda the daemon's UDP port; else the daemon's TCP port, and UDP if that is refused and has never answered. `daemon`:
   * UDP. `daemon-http`: TCP, acknowledged. `api`: PutTraceSegments with credentials, by `@aws-sdk/client-xray`. `otlp`: the spans as they
   * are, to X-Ray's OTLP endpoint with credentials, or to any other. Or a `Transport`, such as what `startLocalXRay()` returns. In a
   * bundle, `api` and `otlp` are objects of `@otel-xray/exporter/api` and `@otel-xray/exporter/otlp`. Default `auto`.
   */
  target?: TargetName | Transport | PackagedTarget;
  /**
   * Address of the daemon, `host:port` or `tcp:host:port udp:host:port`. Default `127.0.0.1:2000`. Environment: `AWS_XRAY_DAEMON_ADDRESS`.
   */
  daemonAddress?: string;
  /**
   * For `api` and `otlp`: the region. Default: for `api` the one that `@aws-sdk/client-xray` finds. Environment: `AWS_REGION`,
   * `AWS_DEFAULT_REGION`.
   */
  region?: string;
  /**
   * For `api` and `otlp`: another address than the region's, such as that of Local X-Ray. Environment: `AWS_ENDPOINT_URL_XRAY`,
   * `AWS_ENDPOINT_URL`; before them, for `otlp`, `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT` and `OTEL_EXPORTER_OTLP_ENDPOINT`.
   */
  endpoint?: string;
  /** For `api`: a ready client. It should not retry by itself (`maxAttempts: 1`). Default: one of our own. */
  client?: XRayClientLike;
  /**
   * Bytes of documents that may wait; with more, the least valuable are dropped, the oldest of them first. Calls in flight hold up to 4 MB
   * beside them. Default 16 MiB.
   */
  maxQueueBytes?: number;
  /** Documents that may wait; with more, likewise. Default 20,000. */
  maxQueueDocuments?: number;
  /** Milliseconds after which a call counts as failed. Default 5,000. */
  timeoutMillis?: number;
  /** Milliseconds for a batch with all its attempts. Default 60,000. */
  retryMillis?: number;
  /**
   * Milliseconds that documents wait for others to fill a call, for `auto`, `daemon-http` and `api`. Default 500 in the span processor; 0
   * in the exporter, since a batch processor has waited already.
   */
  batchDelayMillis?: number;
  /** Milliseconds for `forceFlush`. Default 10,000. */
  flushTimeoutMillis?: number;
  /** Milliseconds for `shutdown`. Default 5,000. */
  shutdownTimeoutMillis?: number;
  /** Where the numbers of `stats()` are shown as metrics, `otel.sdk.exporter.span.…` and others. Default: nowhere. */
  meterProvider?: MeterProvider;
}

/** The exporter's options, and how long finished spans wait for the root of their tree. */
export interface AWSXRaySpanProcessorOptions extends AWSXRayExporterOptions {
  /** Finished spans that wait for their local root; with more, they go without it. Default 1,000. */
  maxTreeSpans?: number;
  /** Milliseconds after which finished spans go although their local root is still open. Default 60,000. */
  maxTreeAgeMillis?: number;
  /**
   * Milliseconds that a tree whose local root has ended waits for open descendants, to be one document. It is sent after at most twice
   * that time. 0 sends the tree with its root. A flush ends the wait. Default 500.
   */
  lateSpanMillis?: number;
  /**
   * Milliseconds after which a local root that is still open is sent as far as it is known, marked `in_progress`; 0 at its start, else
   * within 5 seconds. The finished document replaces it. Default: never, in AWS Lambda with each `forceFlush`. No effect in profile
   * `collector`.
   */
  inProgressAfterMillis?: number;
}

export type TargetName = (typeof TARGETS)[number];

const log = createLog('@otel-xray/exporter');

const TARGETS = ['auto', 'daemon', 'daemon-http', 'api', 'otlp'] as const;

/** The options as the parts see them. */
export interface ResolvedOptions {
  readonly target: TargetName | Transport;
  /** The packages of a target that was given with them. */
  readonly packaged: PackagedTarget | undefined;
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
  readonly meterProvider: MeterProvider | undefined;
  /** Whether documents over a limit are cut, as they are unless the profile is the reference's. */
  readonly isCutToSize: boolean;
  readonly now: () => number;
}

/**
 * Given, then environment, then default.
 * @throws TypeError that names an option, its value and what was expected; a wrong variable of the environment is only logged
 */
export function resolveOptions(given: AWSXRayExporterOptions = {}): ResolvedOptions {
  const { env } = process;
  const address = given.daemonAddress ?? env[ENV_DAEMON_ADDRESS];
  const packaged = packagedOf(given.target);
  const target = packaged?.target ?? targetOf(given.target);
  const endpoint = given.endpoint !== undefined ? endpointGiven(given.endpoint) : endpointFromEnv(target);
  const region = regionOf(given.region);
  if (target === 'otlp' && endpoint === undefined && region === undefined)
    throw wrongOption(
      'region',
      region,
      'a region, or AWS_REGION or AWS_DEFAULT_REGION, or an endpoint, for the target "otlp"',
    );
  return {
    target,
    packaged,
    daemonAddress: given.daemonAddress !== undefined ? addressGiven(given.daemonAddress) : addressFromEnv(),
    daemonAddressGiven: address !== undefined && address.trim() !== '',
    isLambda: Boolean(env.AWS_LAMBDA_FUNCTION_NAME),
    region,
    endpoint,
    client: clientOf(given.client),
    maxQueueBytes: positive(given, 'maxQueueBytes', 16 * 1024 * 1024),
    maxQueueDocuments: positive(given, 'maxQueueDocuments', 20_000),
    timeoutMillis: millis(given, 'timeoutMillis', 1, 5_000),
    retryMillis: millis(given, 'retryMillis', 1, 60_000),
    batchDelayMillis: millis(given, 'batchDelayMillis', 0, 500),
    flushTimeoutMillis: millis(given, 'flushTimeoutMillis', 1, 10_000),
    shutdownTimeoutMillis: millis(given, 'shutdownTimeoutMillis', 1, 5_000),
    meterProvider: meterProviderOf(given.meterProvider),
    isCutToSize: given.profile !== 'collector',
    now: given.now ?? Date.now,
  };
}

/**
 * Options that the span processor alone needs.
 * @throws TypeError that names an option, its value and what was expected
 */
export function resolveTreeOptions(given: AWSXRaySpanProcessorOptions = {}): {
  readonly maxTreeSpans: number;
  readonly maxTreeAgeMillis: number;
  readonly lateSpanMillis: number;
  readonly inProgressAfterMillis: number | undefined;
} {
  return {
    maxTreeSpans: positive(given, 'maxTreeSpans', 1_000),
    maxTreeAgeMillis: millis(given, 'maxTreeAgeMillis', 1, 60_000),
    lateSpanMillis: millis(given, 'lateSpanMillis', 0, 500),
    inProgressAfterMillis: inProgressAfter(given),
  };
}

function inProgressAfter(given: AWSXRaySpanProcessorOptions): number | undefined {
  if (given.profile === 'collector') return undefined;
  if (given.inProgressAfterMillis !== undefined) return millis(given, 'inProgressAfterMillis', 0, 0);
  return process.env['AWS_LAMBDA_FUNCTION_NAME'] ? Number.POSITIVE_INFINITY : undefined;
}

function targetOf(target: AWSXRayExporterOptions['target'] = 'auto'): TargetName | Transport {
  if (typeof target === 'string' && TARGETS.includes(target)) return target;
  const transport = target as Partial<Transport> | null;
  if (typeof transport?.send === 'function' && typeof transport.shutdown === 'function') return transport as Transport;
  throw wrongOption('target', target, `${TARGETS.map((name) => `"${name}"`).join(', ')} or a Transport`);
}

function packagedOf(target: AWSXRayExporterOptions['target']): PackagedTarget | undefined {
  return typeof target === 'object' && target !== null && 'packages' in target ? target : undefined;
}

function addressGiven(text: string): DaemonAddress {
  const address = typeof text === 'string' ? parseDaemonAddress(text) : { rejected: 'not a string' };
  if ('rejected' in address) throw wrongOption('daemonAddress', text, `"host:port" (${address.rejected})`);
  return address;
}

function addressFromEnv(): DaemonAddress {
  const text = process.env[ENV_DAEMON_ADDRESS]?.trim();
  const address = parseDaemonAddress(text || DEFAULT_DAEMON_ADDRESS);
  if ('rejected' in address) {
    log('warn', `${ENV_DAEMON_ADDRESS}: ${address.rejected}; ${DEFAULT_DAEMON_ADDRESS} is used`);
    return parseDaemonAddress(DEFAULT_DAEMON_ADDRESS) as DaemonAddress;
  }
  if (address.warning !== undefined) log('warn', `${ENV_DAEMON_ADDRESS}: ${address.warning}`);
  return address;
}

function regionOf(region: string | undefined): string | undefined {
  const { env } = process;
  if (region === undefined) return env.AWS_REGION || env.AWS_DEFAULT_REGION || undefined;
  if (typeof region !== 'string' || region === '') throw wrongOption('region', region, 'a region such as "eu-west-1"');
  return region;
}

function endpointGiven(endpoint: string): string {
  if (!isHttpUrl(endpoint)) throw wrongOption('endpoint', endpoint, 'an http or https URL');
  return endpoint;
}

function endpointFromEnv(target: TargetName | Transport): string | undefined {
  const ofOtlp = target === 'otlp' ? OTLP_ENDPOINTS : [];
  for (const name of [...ofOtlp, 'AWS_ENDPOINT_URL_XRAY', 'AWS_ENDPOINT_URL']) {
    const endpoint = process.env[name];
    if (!endpoint) continue;
    // The one for all signals is a base. Source: OpenTelemetry protocol exporter, "Endpoint URLs for OTLP/HTTP".
    if (isHttpUrl(endpoint)) return name === OTLP_ENDPOINTS[1] ? `${endpoint.replace(/\/$/, '')}/v1/traces` : endpoint;
    log('warn', `${name}: "${endpoint}" is not an http or https URL and is not used`);
  }
  return undefined;
}

const OTLP_ENDPOINTS = ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'];

function isHttpUrl(text: unknown): boolean {
  return typeof text === 'string' && /^https?:\/\//i.test(text) && URL.canParse(text);
}

function meterProviderOf(provider: MeterProvider | undefined): MeterProvider | undefined {
  if (provider !== undefined && typeof provider?.getMeter !== 'function')
    throw wrongOption('meterProvider', provider, 'a MeterProvider');
  return provider;
}

function clientOf(client: XRayClientLike | undefined): XRayClientLike | undefined {
  if (client !== undefined && typeof client?.send !== 'function') throw wrongOption('client', client, 'an XRayClient');
  return client;
}

function positive(given: AWSXRaySpanProcessorOptions, name: keyof AWSXRaySpanProcessorOptions, or: number): number {
  const value = given[name];
  if (value === undefined) return or;
  if (typeof value !== 'number' || !(value >= 1)) throw wrongOption(name, value, 'a number >= 1');
  return value;
}

/** A longer timer fires immediately. */
const MAX_TIMER_MILLIS = 2_147_483_647;

function millis(
  given: AWSXRaySpanProcessorOptions,
  name: keyof AWSXRaySpanProcessorOptions,
  least: number,
  or: number,
): number {
  const value = given[name];
  if (value === undefined) return or;
  if (typeof value !== 'number' || !(value >= least && value <= MAX_TIMER_MILLIS))
    throw wrongOption(name, value, `milliseconds from ${least} to ${MAX_TIMER_MILLIS}`);
  return value;
}
