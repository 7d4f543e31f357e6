import type { Attributes, Context, Link } from '@opentelemetry/api';
import { Clock } from './clock.ts';
import { explainDecision, type SamplingExplanation } from './explain.ts';
import { log } from './log.ts';
import { type AWSXRayRemoteSamplerOptions, type ResolvedOptions, resolveOptions } from './options.ts';
import { NOT_SAMPLED, type Sampler, type SamplingResult } from './otel-sampler.ts';
import { Poller } from './poller.ts';
import { RuleCache } from './rule-cache.ts';

/**
 * Samples each request by X-Ray's rules, whatever its parent has decided: for a parent-based sampler of your own. All others use
 * `AWSXRayRemoteSampler`. The first fetch of the rules starts in the constructor; nothing keeps the process alive and, after
 * construction, nothing throws.
 * Source: X-Ray developer guide, "Configuring sampling rules", "Using sampling rules with the API".
 * @throws TypeError if an option is wrong
 */
export class AWSXRayRuleSampler implements Sampler {
  readonly #options: ResolvedOptions;
  readonly #clock: Clock;
  readonly #cache: RuleCache;
  readonly #poller: Poller;
  #hasFailed = false;

  constructor(options: AWSXRayRemoteSamplerOptions = {}) {
    this.#options = resolveOptions(options);
    const { readService, withAttributes } = this.#options;
    this.#clock = new Clock(this.#options.now);
    this.#cache = new RuleCache({ clock: this.#clock, readService, withAttributes });
    this.#poller = new Poller({ ...this.#options, cache: this.#cache, clock: this.#clock });
  }

  shouldSample(
    context: Context,
    traceId: string,
    spanName: string,
    spanKind: number,
    attributes: Attributes,
    links: Link[],
  ): SamplingResult {
    try {
      this.#clock.tick();
      const rule = this.#cache.find(attributes);
      if (rule) return rule.decide(traceId, this.#clock) ? rule.sampled : rule.notSampled;
    } catch (error) {
      this.#tellOnce(error);
    }
    try {
      return this.#options.fallback.shouldSample(context, traceId, spanName, spanKind, attributes, links);
    } catch (error) {
      this.#tellOnce(error);
      return NOT_SAMPLED;
    }
  }

  /**
   * Why a request with these attributes is sampled or not, as things stand: all rules in order with the first field that failed,
   * the state of the reservoir, the rate. Counts nothing and changes nothing.
   */
  explain(attributes: Attributes = {}): SamplingExplanation {
    this.#clock.tick();
    return explainDecision(attributes, {
      cache: this.#cache,
      service: this.#options.readService(),
      clock: this.#clock,
    });
  }

  /** Resolves when the first fetch of the rules has ended: `true` if rules came. Never rejects. */
  ready(): Promise<boolean> {
    return this.#poller.started;
  }

  /** Stops fetching and reporting; the rules stay until they expire. Called twice it does nothing more. */
  stopPollers(): void {
    this.#poller.stop();
  }

  /** The same as {@link stopPollers}, by the name that other parts of OpenTelemetry have for it. */
  async shutdown(): Promise<void> {
    this.#poller.stop();
  }

  toString(): string {
    return `XRayRuleSampler{endpoint=${this.#options.source},fallback=${this.#options.fallback}}`;
  }

  #tellOnce(error: unknown): void {
    log(this.#hasFailed ? 'debug' : 'warn', `a decision failed: ${error}`);
    this.#hasFailed = true;
  }
}
