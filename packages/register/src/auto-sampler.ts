import { DEFAULT_DAEMON_ADDRESS, ENV_DAEMON_ADDRESS, parseDaemonAddress } from '@otel-xray/format';
import { sampleOnlyInHandlers } from '@otel-xray/lambda';
import {
  AWSXRayRemoteSampler,
  type AWSXRayRemoteSamplerOptions,
  LocalRulesSampler,
  type Sampler,
  samplerFromEnv,
} from '@otel-xray/sampler';
import { logger } from './logger.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** A sampler that has something to stop. */
export interface StoppableSampler extends Sampler {
  shutdown?(): Promise<void>;
}

export interface AutoSamplerOptions extends Pick<AWSXRayRemoteSamplerOptions, 'resource' | 'now'> {
  /** As the span processor accepts them. */
  readonly daemonAddress?: string | undefined;
  readonly target?: unknown;
  readonly env: Environment;
}

/**
 * Returns the sampler of `'auto'`, or `undefined` where the SDK's own shall be used. That is so for another name in
 * `OTEL_TRACES_SAMPLER`, which it reads itself, and where the spans stay in the process, as in tests.
 *
 * X-Ray's rules decide where a daemon, an agent or Local X-Ray answers. Without an answer, the first request of each second and 5 % of
 * the others are sampled; so are they in Lambda, whose daemon serves no rules, inside of handlers. Until the answer, at most three
 * seconds, everything is sampled: a script that is over by then keeps its traces.
 */
export function createAutoSampler(options: AutoSamplerOptions): StoppableSampler | undefined {
  const { resource, env, now = Date.now, target } = options;
  const name = env['OTEL_TRACES_SAMPLER']?.trim().toLowerCase();
  const isXRay = name === 'xray';
  if ((name && !isXRay) || (!name && isTransport(target))) return undefined;

  const withoutRules = new LocalRulesSampler(undefined, { now });
  if (!isXRay && env['AWS_LAMBDA_FUNCTION_NAME']) {
    logger().info(`sampling ${DESCRIPTION}: there are no sampling rules in Lambda`);
    return sampleOnlyInHandlers(withoutRules);
  }
  const fallback = new UntilKnown(withoutRules, now);
  const remoteOptions: AWSXRayRemoteSamplerOptions = {
    ...(resource && { resource }),
    endpoint: samplingEndpoint(options.daemonAddress, env),
    attributes: true,
    fallback,
    now,
    // Not a warning: the exporter reports a refused connection.
    onUnavailable: (message) => logger().info(`sampling ${DESCRIPTION}: ${message}`),
  };
  const sampler = samplerFromEnv(remoteOptions) ?? new AWSXRayRemoteSampler(remoteOptions);
  void sampler.ready().then((isLoaded) => {
    fallback.end();
    if (isLoaded) logger().info(`sampling by X-Ray's rules: ${sampler}`);
  });
  return sampler;
}

// X-Ray's own default, and that of local rules.
const DESCRIPTION = 'one request a second and 5 % of the others';

/** A transport sends to this process, whose traces are all wanted; other objects name a target with its packages. */
function isTransport(target: unknown): boolean {
  return typeof target === 'object' && target !== null && 'send' in target;
}

/** Samples everything until the sampler is known. */
class UntilKnown implements Sampler {
  readonly #then: Sampler;
  readonly #now: () => number;
  readonly #startMillis: number;
  #isOver = false;

  constructor(then: Sampler, now: () => number) {
    this.#then = then;
    this.#now = now;
    this.#startMillis = now();
  }

  end(): void {
    this.#isOver = true;
  }

  shouldSample(...about: Parameters<Sampler['shouldSample']>): ReturnType<Sampler['shouldSample']> {
    if (!this.#isOver && Math.abs(this.#now() - this.#startMillis) > MAX_UNKNOWN_MILLIS) this.#isOver = true;
    return this.#isOver ? this.#then.shouldSample(...about) : { decision: 2 };
  }

  toString(): string {
    return String(this.#then);
  }
}

const MAX_UNKNOWN_MILLIS = 3_000;

/** Address for sampling rules. The span processor, which reads it too, reports a wrong one. */
export function samplingEndpoint(daemonAddress: string | undefined, env: Environment): string {
  const address = parseDaemonAddress(daemonAddress || env[ENV_DAEMON_ADDRESS] || DEFAULT_DAEMON_ADDRESS);
  if (!('tcp' in address)) return `http://${DEFAULT_DAEMON_ADDRESS}`;
  const { host, port } = address.tcp;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
