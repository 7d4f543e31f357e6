import type { Attributes, Context, Link } from '@opentelemetry/api';
import { AWSXRayRuleSampler } from './aws-xray-rule-sampler.ts';
import type { EndedSpan } from './ended-span.ts';
import type { SamplingExplanation } from './explain.ts';
import type { AWSXRayRemoteSamplerOptions } from './options.ts';
import type { Sampler, SamplingResult } from './otel-sampler.ts';
import { parentDecision } from './parent-decision.ts';

/**
 * Samples by X-Ray's central rules. The decision of a parent counts. Without one, and where the caller left the decision to us
 * (`Sampled=?`), the rules decide. It replaces the class of this name in `@opentelemetry/sampler-aws-xray`.
 * The first fetch of the rules starts in the constructor; nothing keeps the process alive and, after construction, nothing throws.
 * Environment: `AWS_XRAY_DAEMON_ADDRESS`, read in the constructor.
 * Source: X-Ray developer guide, "Configuring sampling rules", "Using sampling rules with the API".
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sampling.html
 * @throws TypeError if an option is wrong
 * @example new NodeSDK({ sampler: new AWSXRayRemoteSampler({ resource }) })
 */
export class AWSXRayRemoteSampler implements Sampler {
  readonly #rules: AWSXRayRuleSampler;

  constructor(options: AWSXRayRemoteSamplerOptions = {}) {
    this.#rules = new AWSXRayRuleSampler(options);
  }

  shouldSample(
    context: Context,
    traceId: string,
    spanName: string,
    spanKind: number,
    attributes: Attributes,
    links: Link[],
  ): SamplingResult {
    const decided = parentDecision(context);
    return decided
      ? this.#rules.adapt(decided, context)
      : this.#rules.shouldSample(context, traceId, spanName, spanKind, attributes, links);
  }

  /**
   * Explains the decision on a request without a parent and with these attributes: all rules in order with the first field
   * that failed, the state of the reservoir, the rate. Counts nothing and changes nothing.
   */
  explain(attributes: Attributes = {}): SamplingExplanation {
    return this.#rules.explain(attributes);
  }

  /**
   * Looks at a finished span, sampled or not; called by `AWSXRayAdaptiveSpanProcessor`. Never throws.
   * @returns whether it shall be exported although it was not sampled; never without `adaptiveSampling`
   */
  onEnd(span: EndedSpan): boolean {
    return this.#rules.onEnd(span);
  }

  /** Resolves when the first fetch of the rules has ended: `true` if rules were received. Never rejects, and keeps no process alive. */
  ready(): Promise<boolean> {
    return this.#rules.ready();
  }

  /** Stops fetching and reporting; the rules stay until they expire. Called twice it does nothing more. */
  stopPollers(): void {
    this.#rules.stopPollers();
  }

  /** The same as {@link stopPollers}, by the name that other parts of OpenTelemetry have for it. */
  shutdown(): Promise<void> {
    return this.#rules.shutdown();
  }

  toString(): string {
    return this.#rules.toString().replace('XRayRuleSampler', 'XRayRemoteSampler');
  }
}
