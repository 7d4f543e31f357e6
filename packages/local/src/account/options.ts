import { wrongOption } from '@otel-xray/runtime/options';
import { isObject } from '../ground/json.ts';
import type { SigningCredentials } from '../ground/signature.ts';
import type { UnprocessedTraceSegment } from '../intake/intake.ts';
import type { OtlpShape } from '../otlp/xray-shape.ts';

/** Options of `startLocalXRay`; each is optional. */
export interface LocalXRayOptions {
  /** The port of both sockets, UDP and TCP. Default 2000; 0 picks a free one. */
  port?: number;
  /** The address or name to listen at. Default `127.0.0.1`: nothing outside this machine reaches it. */
  host?: string;
  /** Names, besides loopback ones and `host`, that HTTP requests may have in their `Host` header. Default none. */
  allowedHosts?: readonly string[];
  /**
   * Origins whose web pages may send OTLP, such as `http://localhost:5173`; `*` is any. Default none. No origin can read.
   * Source: https://fetch.spec.whatwg.org/#http-cors-protocol
   */
  allowedOrigins?: readonly string[];
  /**
   * One more TCP port for OTLP over HTTP, the default of OpenTelemetry's exporters: 4318; 0 picks a free one. Default none; 4318 of the
   * command.
   * Source: https://opentelemetry.io/docs/specs/otel/protocol/exporter/
   */
  otlpHttpPort?: number;
  /**
   * A TCP port for OTLP over gRPC: 4317; 0 picks a free one. Default none; 4317 of the command. Not with `credentials`: gRPC has no
   * signature.
   */
  otlpGrpcPort?: number;
  /** The folder of the database, made if need be; `:memory:` (default) keeps nothing. */
  dataDir?: string;
  /** The clock: epoch milliseconds. Default `Date.now`. */
  now?: () => number;
  /** Reject what AWS would reject; the default repairs it, or allows more. Default `false`. */
  strict?: boolean;
  /** Keys that sign requests of the API and of OTLP; datagrams have no signature. Default none: signatures are not checked. */
  credentials?: readonly SigningCredentials[];
  /** Days for which a trace is stored after its start. Default 30. */
  retentionDays?: number;
  /** The bytes of stored documents; the oldest traces are removed first. Default 1 GiB. */
  maxStoreBytes?: number;
  /** How long a log record is stored after its arrival, in days. Default 7. */
  logRetentionDays?: number;
  /** The bytes of log records stored; the oldest are removed first. Default 256 MiB. */
  maxLogBytes?: number;
  /** The bytes of one HTTP request's body, as sent and unpacked. Default 16 MiB. */
  maxRequestBytes?: number;
  /**
   * The AWS Lambda function of subsegments that wait for a parent and name no function, as those of the X-Ray SDK and of Powertools.
   * Default: none; such subsegments then wait. `--lambda` of the command.
   */
  lambdaFunctionName?: string;
  /**
   * The shape of documents of spans received as OTLP. `exporter` (default): as our exporter sends them. `xray`: as X-Ray's own OTLP
   * endpoint indexes them, with the annotations of Application Signals.
   */
  otlpShape?: OtlpShape;
  /** Sends documents to real X-Ray on request of the console, and resolves to the rejected ones. Default: not possible. */
  forward?: (documents: readonly string[]) => Promise<readonly UnprocessedTraceSegment[]>;
}

type Absent = 'forward' | 'lambdaFunctionName' | 'otlpHttpPort' | 'otlpGrpcPort';

export type ResolvedOptions = Required<Omit<LocalXRayOptions, Absent>> & {
  readonly [option in Absent]: LocalXRayOptions[option] | undefined;
};

/**
 * Fills in the defaults.
 * @throws if an option has a wrong value: names the option, the value and what was expected
 */
export function resolveOptions(given: LocalXRayOptions = {}): ResolvedOptions {
  const options: ResolvedOptions = {
    port: given.port ?? 2000,
    host: given.host ?? '127.0.0.1',
    allowedHosts: given.allowedHosts ?? [],
    allowedOrigins: given.allowedOrigins ?? [],
    dataDir: given.dataDir ?? ':memory:',
    now: given.now ?? Date.now,
    strict: given.strict ?? false,
    credentials: given.credentials ?? [],
    retentionDays: given.retentionDays ?? 30,
    maxStoreBytes: given.maxStoreBytes ?? 2 ** 30,
    logRetentionDays: given.logRetentionDays ?? 7,
    maxLogBytes: given.maxLogBytes ?? 2 ** 28,
    maxRequestBytes: given.maxRequestBytes ?? 16 * 2 ** 20,
    otlpHttpPort: given.otlpHttpPort,
    otlpGrpcPort: given.otlpGrpcPort,
    otlpShape: given.otlpShape ?? 'exporter',
    lambdaFunctionName: given.lambdaFunctionName,
    forward: given.forward,
  };
  const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
  const isPositive = (value: unknown): boolean => typeof value === 'number' && value > 0;
  check('port', options.port, Number.isInteger(options.port) && inPortRange(options.port), 'a port from 0 to 65535');
  check('host', options.host, isText(options.host), 'an address or a host name');
  check(
    'allowedHosts',
    options.allowedHosts,
    Array.isArray(options.allowedHosts) && options.allowedHosts.every(isText),
    'a list of host names',
  );
  check(
    'allowedOrigins',
    options.allowedOrigins,
    Array.isArray(options.allowedOrigins) && options.allowedOrigins.every(isOrigin),
    'a list of origins such as "http://localhost:5173", or "*"',
  );
  for (const name of ['otlpHttpPort', 'otlpGrpcPort'] as const) {
    const port = options[name];
    check(name, port, port === undefined || (Number.isInteger(port) && inPortRange(port)), 'a port from 0 to 65535');
  }
  check('dataDir', options.dataDir, isText(options.dataDir), 'a folder or ":memory:"');
  check('now', options.now, typeof options.now === 'function', 'a function that returns epoch milliseconds');
  check('strict', options.strict, typeof options.strict === 'boolean', 'true or false');
  check(
    'credentials',
    options.credentials,
    Array.isArray(options.credentials) && options.credentials.every(isKey),
    'a list of { accessKeyId, secretAccessKey }',
  );
  check('retentionDays', options.retentionDays, isPositive(options.retentionDays), 'a number of days > 0');
  check('maxStoreBytes', options.maxStoreBytes, isPositive(options.maxStoreBytes), 'a number of bytes > 0');
  const { logRetentionDays, maxLogBytes } = options;
  check('logRetentionDays', logRetentionDays, isPositive(logRetentionDays), 'a number of days > 0');
  check('maxLogBytes', maxLogBytes, isPositive(maxLogBytes), 'a number of bytes > 0');
  check('maxRequestBytes', options.maxRequestBytes, isPositive(options.maxRequestBytes), 'a number of bytes > 0');
  const { forward, lambdaFunctionName: name, otlpShape: shape } = options;
  check('otlpShape', shape, shape === 'exporter' || shape === 'xray', '"exporter" or "xray"');
  check('lambdaFunctionName', name, name === undefined || isText(name), 'the name of a function');
  check('forward', forward, forward === undefined || typeof forward === 'function', 'a function of documents');
  return options;
}

function isOrigin(value: unknown): boolean {
  return value === '*' || (typeof value === 'string' && URL.canParse(value) && new URL(value).origin === value);
}

function isKey(value: unknown): boolean {
  return (
    isObject(value) &&
    [value['accessKeyId'], value['secretAccessKey']].every((text) => typeof text === 'string' && text !== '')
  );
}

function inPortRange(port: number): boolean {
  return port >= 0 && port <= 65_535;
}

function check(option: string, value: unknown, isRight: boolean, expected: string): void {
  if (!isRight) throw wrongOption(option, value, expected);
}
