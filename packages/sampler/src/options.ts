import { DEFAULT_DAEMON_ADDRESS, ENV_DAEMON_ADDRESS, type HostAndPort, parseDaemonAddress } from '@otel-xray/format';
import {
  type AdaptiveSamplingConfig,
  adaptiveConfigFromEnv,
  type CheckedConfig,
  checkAdaptiveConfig,
} from './adaptive-config.ts';
import { checkOption } from './check-option.ts';
import { createClientApi, type XRayClientLike } from './client-api.ts';
import { FallbackSampler } from './fallback-sampler.ts';
import { type HttpSend, httpSend } from './http-send.ts';
import type { LocalRulesDocument } from './local-rules.ts';
import { LocalRulesSampler } from './local-rules-sampler.ts';
import { log } from './log.ts';
import type { Sampler, SamplerLike } from './otel-sampler.ts';
import { createHttpApi, type SamplingApi } from './sampling-api.ts';
import { type ResourceSource, type ServiceValues, serviceValuesReader } from './service-values.ts';

/** Options of {@link AWSXRayRemoteSampler} and {@link AWSXRayRuleSampler}; every key may be left out. */
export interface AWSXRayRemoteSamplerOptions {
  /**
   * Source of the service's own values in rules: its name, its platform, its ARN. A resource of the SDK, a promise of one, or a function
   * that gives one as soon as there is one. Default: none, and only rules with `*` in those fields match.
   */
  resource?: ResourceSource;
  /**
   * Where the sampling calls go: an `http:` or `https:` URL. Default: the TCP part of `AWS_XRAY_DAEMON_ADDRESS`, else
   * `http://127.0.0.1:2000`, where the daemon, the CloudWatch agent, a collector with `awsproxy` and Local X-Ray listen.
   */
  endpoint?: string;
  /** Seconds between two fetches of the rules, at least 10. Default 300. */
  pollingInterval?: number;
  /** Decides while no rules are in force: a sampler, or a document of local rules. Default: one request a second, then 5 %. */
  fallback?: SamplerLike | LocalRulesDocument;
  /** Whether spans get the attribute `aws.xray.sampling_rule` with the rule's name. Default `false`. */
  attributes?: boolean;
  /** A client of `@aws-sdk/client-xray`, for X-Ray's own endpoint, which wants signed requests. Default: none, no signature. */
  client?: XRayClientLike;
  /** Another way to send and sign the requests to `endpoint`. Default: `node:http` or `node:https`. */
  send?: HttpSend;
  /**
   * Whether spans are watched for anomalies: rules with a boost are reported for, and traces with an anomaly that were not sampled are
   * exported, both through an `AWSXRayAdaptiveSpanProcessor`. `true`, or the rules for anomalies. Default: off. Environment:
   * `AWS_XRAY_ADAPTIVE_SAMPLING_CONFIG`, the document or the path of a file.
   */
  adaptiveSampling?: boolean | AdaptiveSamplingConfig;
  /** Reads the document in the environment where it is not JSON, such as `parse` of a YAML package. Default `JSON.parse`. */
  parseConfig?: (text: string) => unknown;
  /** Called once when no rules are received, and again only after rules were received. Default: a line through `diag.warn`. */
  onUnavailable?: (message: string) => void;
  /** The clock: epoch milliseconds. Default `Date.now`. */
  now?: () => number;
}

export interface ResolvedOptions {
  readonly readService: () => ServiceValues;
  /** Where the rules come from, for messages. */
  readonly source: string;
  readonly api: SamplingApi;
  readonly rulesIntervalMillis: number;
  readonly fallback: Sampler;
  readonly withAttributes: boolean;
  /** `undefined`: off. */
  readonly adaptive: CheckedConfig | undefined;
  readonly onUnavailable: (message: string) => void;
  readonly now: () => number;
}

/** @throws TypeError that names a wrong option, its value and what was expected */
export function resolveOptions(options: AWSXRayRemoteSamplerOptions): ResolvedOptions {
  const { resource, endpoint, fallback, attributes = false, client, send = httpSend, now = Date.now } = options;
  const { onUnavailable = (message: string) => log('warn', message) } = options;
  checkOption(isResourceSource(resource), 'resource', resource, 'a resource, a promise of one, or a function');
  checkOption(typeof attributes === 'boolean', 'attributes', attributes, 'true or false');
  checkOption(typeof send === 'function', 'send', send, 'a function');
  checkOption(typeof onUnavailable === 'function', 'onUnavailable', onUnavailable, 'a function');
  checkOption(typeof now === 'function', 'now', now, 'a function that gives epoch milliseconds');
  checkOption(client === undefined || typeof client?.send === 'function', 'client', client, 'an XRayClient');
  const rulesIntervalMillis = toIntervalMillis(options.pollingInterval);
  const resolved = {
    readService: serviceValuesReader(resource),
    rulesIntervalMillis,
    fallback: toFallback(fallback, now),
    withAttributes: attributes,
    adaptive: toAdaptive(options),
    onUnavailable,
    now,
  };
  if (client !== undefined) return { ...resolved, api: createClientApi(client), source: 'the X-Ray API' };
  const url = toEndpoint(endpoint);
  return { ...resolved, api: createHttpApi(url, send), source: url.href.replace(/\/$/, '') };
}

function toAdaptive({
  adaptiveSampling,
  parseConfig = JSON.parse,
}: AWSXRayRemoteSamplerOptions): CheckedConfig | undefined {
  checkOption(typeof parseConfig === 'function', 'parseConfig', parseConfig, 'a function');
  if (adaptiveSampling === undefined) return adaptiveConfigFromEnv(parseConfig);
  if (adaptiveSampling === false) return undefined;
  return checkAdaptiveConfig(adaptiveSampling === true ? {} : adaptiveSampling);
}

function isResourceSource(resource: unknown): boolean {
  if (resource === undefined || typeof resource === 'function') return true;
  if (typeof resource !== 'object' || resource === null) return false;
  return 'attributes' in resource || 'then' in resource;
}

function toEndpoint(endpoint: string | undefined): URL {
  if (endpoint === undefined) return new URL(formatAddress(addressFromEnv()));
  const url = typeof endpoint === 'string' && URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  checkOption(url !== undefined && /^https?:$/.test(url.protocol), 'endpoint', endpoint, 'an http: or https: URL');
  return url as URL;
}

function addressFromEnv(): HostAndPort {
  const text = process.env[ENV_DAEMON_ADDRESS];
  const address = text ? parseDaemonAddress(text) : undefined;
  if (address && 'tcp' in address) {
    if (address.warning) log('warn', `${ENV_DAEMON_ADDRESS}: ${address.warning}`);
    return address.tcp;
  }
  if (address) log('warn', `${ENV_DAEMON_ADDRESS}: ${address.rejected}; ${DEFAULT_DAEMON_ADDRESS} is used`);
  const [host = '', port] = DEFAULT_DAEMON_ADDRESS.split(':');
  return { host, port: Number(port) };
}

function formatAddress({ host, port }: HostAndPort): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function toIntervalMillis(seconds: number | undefined): number {
  if (seconds === undefined) return DEFAULT_INTERVAL_SECONDS * 1e3;
  checkOption(typeof seconds === 'number' && !Number.isNaN(seconds), 'pollingInterval', seconds, 'a number of seconds');
  // Not thrown: the sampler that this one replaces continues with its default too.
  if (seconds >= MIN_INTERVAL_SECONDS) return Math.min(seconds, MAX_INTERVAL_SECONDS) * 1e3;
  log(
    'warn',
    `pollingInterval is ${seconds}, less than ${MIN_INTERVAL_SECONDS} seconds; ${DEFAULT_INTERVAL_SECONDS} is used`,
  );
  return DEFAULT_INTERVAL_SECONDS * 1e3;
}

function toFallback(fallback: SamplerLike | LocalRulesDocument | undefined, now: () => number): Sampler {
  if (fallback === undefined) return new FallbackSampler(now);
  if (typeof (fallback as SamplerLike | null)?.shouldSample === 'function') return fallback as Sampler;
  const isDocument = typeof fallback === 'object' && fallback !== null && 'version' in fallback;
  checkOption(isDocument, 'fallback', fallback, 'a Sampler or a document of local rules');
  return new LocalRulesSampler(fallback as LocalRulesDocument, { now });
}

const DEFAULT_INTERVAL_SECONDS = 300;
const MIN_INTERVAL_SECONDS = 10;
// A day; more than 24 days overflow a timer, which then fires immediately.
const MAX_INTERVAL_SECONDS = 86_400;
