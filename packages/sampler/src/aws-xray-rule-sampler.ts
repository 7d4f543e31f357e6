import type { Attributes, Context, Link } from '@opentelemetry/api';
import { AdaptiveSampling } from './adaptive-sampling.ts';
import { Clock } from './clock.ts';
import type { EndedSpan } from './ended-span.ts';
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
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sampling.html
 * @throws TypeError if an option is wrong
 * @example new ParentBasedSampler({ root: new AWSXRayRuleSampler({ resource }) })
 */
export class AWSXRayRuleSampler implements Sampler {
  readonly #options: ResolvedOptions;
  readonly #clock: Clock;
  readonly #cache: RuleCache;
  readonly #adaptive: AdaptiveSampling | undefined;
  readonly #poller: Poller;
  #hasFailed = false;

  constructor(options: AWSXRayRemoteSamplerOptions = {}) {
    this.#options = resolveOptions(options);
    const { readService, withAttributes, adaptive } = this.#options;
    this.#clock = new Clock(this.#options.now);
    this.#cache = new RuleCache({ clock: this.#clock, readService, withAttributes });
    const parts = { cache: this.#cache, clock: this.#clock };
    this.#adaptive = adaptive && new AdaptiveSampling({ config: adaptive, readService, ...parts });
    this.#poller = new Poller({ ...this.#options, ...parts, boosts: this.#adaptive });
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
      if (rule) {
        const result = rule.decide(traceId, this.#clock) ? rule.sampled : rule.notSampled;
        return this.#adaptive ? this.#adaptive.adapt(result, context, rule) : result;
      }
    } catch (error) {
      this.#tellOnce(error);
    }
    try {
      const result = this.#options.fallback.shouldSample(context, traceId, spanName, spanKind, attributes, links);
      return this.#adaptive ? this.#adaptive.adapt(result, context) : result;
    } catch (error) {
      this.#tellOnce(error);
      return NOT_SAMPLED;
    }
  }

  /**
   * Explains why a request with these attributes would be sampled now or not: all rules in order with the first field that failed,
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

  /** Returns a parent's decision for watched spans: those that are not sampled are recorded all the same. */
  adapt(result: SamplingResult, context: Context): SamplingResult {
    return this.#adaptive ? this.#adaptive.adapt(result, context) : result;
  }

  /**
   * Looks at a finished span, sampled or not; called by `AWSXRayAdaptiveSpanProcessor`. Never throws.
   * @returns whether it shall be exported although it was not sampled; never without `adaptiveSampling`
   */
  onEnd(span: EndedSpan): boolean {
    if (!this.#adaptive) return false;
    try {
      this.#clock.tick();
      return this.#adaptive.onEnd(span);
    } catch (error) {
      this.#tellOnce(error);
      return false;
    }
  }

  /** Resolves when the first fetch of the rules has ended: `true` if rules were received. Never rejects, and keeps no process alive. */
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
