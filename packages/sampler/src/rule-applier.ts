import { ATTR_XRAY_SAMPLING_RULE } from '@otel-xray/format';
import type { Clock } from './clock.ts';
import { NOT_RECORD, RECORD_AND_SAMPLED, type SamplingResult } from './otel-sampler.ts';
import { isInRatio } from './ratio.ts';
import { Reservoir } from './reservoir.ts';
import type { SamplingTarget } from './sampling-api.ts';
import type { SamplingRule } from './sampling-rule.ts';
import { Statistics } from './statistics.ts';

/** Until when something holds. */
interface Granted {
  readonly value: number;
  readonly untilMillis: number;
}

/** The effect of a rule on the next request. */
export interface RuleState {
  /** Share of requests behind the reservoir, 0 to 1, and who has set it: the rule, the server's last answer, or a boost of it. */
  readonly rate: number;
  readonly rateOf: 'rule' | 'target' | 'boost';
  /**
   * The requests that are sampled whatever the rate: a `quota` of requests a second that the server has granted, else one borrowed each
   * second, else nothing. `takenThisSecond` counts them in this second.
   */
  readonly reservoir: {
    readonly kind: 'quota' | 'borrow' | 'none';
    readonly perSecond: number;
    readonly takenThisSecond: number;
  };
}

/** Decides under one rule: the reservoir first, then the rate. */
export class RuleApplier {
  readonly statistics: Statistics = new Statistics();
  readonly #quotaTaken = new Reservoir();
  readonly #borrowed = new Reservoir();
  #rule: SamplingRule;
  #targetRate: number | undefined;
  #quota: Granted | undefined;
  #boost: Granted | undefined;
  readonly sampled: SamplingResult;
  readonly notSampled: SamplingResult;

  constructor(rule: SamplingRule, withAttributes: boolean) {
    this.#rule = rule;
    const attributes = Object.freeze({ [ATTR_XRAY_SAMPLING_RULE]: rule.RuleName });
    this.sampled = Object.freeze({ decision: RECORD_AND_SAMPLED, ...(withAttributes && { attributes }) });
    this.notSampled = Object.freeze({ decision: NOT_RECORD, ...(withAttributes && { attributes }) });
  }

  get rule(): SamplingRule {
    return this.#rule;
  }

  /** Replaces the rule. The counts stay; the server's grants were for the old one. */
  replaceRule(rule: SamplingRule): void {
    this.#rule = rule;
    this.#targetRate = undefined;
    this.#quota = undefined;
    this.#boost = undefined;
  }

  decide(traceId: string, { epochMillis, steadyMillis }: Clock): boolean {
    const { statistics } = this;
    statistics.requests++;
    const isSampled = this.#takeReserved(epochMillis, steadyMillis) || isInRatio(traceId, this.#rateAt(epochMillis));
    if (isSampled) statistics.sampled++;
    return isSampled;
  }

  #takeReserved(epochMillis: number, steadyMillis: number): boolean {
    if (this.#quota !== undefined && epochMillis < this.#quota.untilMillis)
      return this.#quotaTaken.take(this.#quota.value, steadyMillis);
    if (this.#rule.ReservoirSize <= 0 || !this.#borrowed.take(1, steadyMillis)) return false;
    this.statistics.borrowed++;
    return true;
  }

  #rateAt(epochMillis: number): number {
    if (this.#boost !== undefined && epochMillis < this.#boost.untilMillis) return this.#boost.value;
    return this.#targetRate ?? this.#rule.FixedRate;
  }

  /** Sets the server's grants to this process until its next report. Counts stay. */
  applyTarget({ fixedRate, quota, quotaUntilMillis, boostRate, boostUntilMillis }: SamplingTarget): void {
    if (fixedRate !== undefined) this.#targetRate = fixedRate;
    if (quota !== undefined && quotaUntilMillis !== undefined)
      this.#quota = { value: quota, untilMillis: quotaUntilMillis };
    if (boostRate !== undefined && boostUntilMillis !== undefined && boostRate >= (fixedRate ?? 0))
      this.#boost = { value: boostRate, untilMillis: boostUntilMillis };
  }

  /** Returns the effect on the next request; changes nothing. */
  stateAt({ epochMillis, steadyMillis }: Clock): RuleState {
    const rate = this.#rateAt(epochMillis);
    const isBoosted = this.#boost !== undefined && epochMillis < this.#boost.untilMillis;
    const rateOf = isBoosted ? 'boost' : this.#targetRate === undefined ? 'rule' : 'target';
    return { rate, rateOf, reservoir: this.#reservoirAt(epochMillis, steadyMillis) };
  }

  #reservoirAt(epochMillis: number, steadyMillis: number): RuleState['reservoir'] {
    if (this.#quota !== undefined && epochMillis < this.#quota.untilMillis)
      return {
        kind: 'quota',
        perSecond: this.#quota.value,
        takenThisSecond: this.#quotaTaken.takenAt(steadyMillis),
      };
    if (this.#rule.ReservoirSize <= 0) return { kind: 'none', perSecond: 0, takenThisSecond: 0 };
    return { kind: 'borrow', perSecond: 1, takenThisSecond: this.#borrowed.takenAt(steadyMillis) };
  }
}
