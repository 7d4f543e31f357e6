import type { SamplingRule } from './sampling-rule.ts';

/** The samplers' counts of traces under a rule. */
export interface BoostStatistics {
  readonly ruleName: string;
  readonly total: number;
  readonly anomalies: number;
}

interface Boost {
  readonly rate: number;
  readonly untilMillis: number;
  readonly nextMillis: number;
}

/** Raises the rate of a rule for a minute when its traces have anomalies, then not again before its cooldown window is over. */
export class SamplingBoosts {
  readonly #boosts = new Map<string, Boost>();

  note(rule: SamplingRule, { anomalies }: BoostStatistics, nowMillis: number): void {
    const { RuleName, SamplingRateBoost: boost } = rule;
    if (!boost || anomalies <= 0 || nowMillis < (this.#boosts.get(RuleName)?.nextMillis ?? 0)) return;
    this.#boosts.set(RuleName, {
      // A boost never lowers the rate.
      rate: Math.max(boost.MaxRate, rule.FixedRate),
      untilMillis: nowMillis + BOOST_MILLIS,
      nextMillis: nowMillis + Math.max(boost.CooldownWindowMinutes * 60_000, BOOST_MILLIS),
    });
  }

  of(ruleName: string): Boost | undefined {
    return this.#boosts.get(ruleName);
  }

  forget(): void {
    this.#boosts.clear();
  }
}

/** A boost as a target has it, while it lasts. */
export function boostOf(
  boost: Boost | undefined,
  nowMillis: number,
): { BoostRate: number; BoostRateTTL: number } | undefined {
  if (!boost || nowMillis >= boost.untilMillis) return undefined;
  return { BoostRate: boost.rate, BoostRateTTL: Math.floor(boost.untilMillis / 1e3) };
}

const BOOST_MILLIS = 60_000;
