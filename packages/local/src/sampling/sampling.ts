import { ApiError, invalidRequest } from '../ground/api-error.ts';
import type { SamplingStatistics, Store } from '../store/store.ts';
import { type BoostStatistics, boostOf, SamplingBoosts } from './sampling-boosts.ts';
import {
  arnOfRule,
  checkDefaultUpdate,
  DEFAULT_RULE_NAME,
  type SamplingRule,
  type SamplingRuleChange,
} from './sampling-rule.ts';
import { SamplingShares } from './sampling-shares.ts';

/** A rule, and when it was made and changed, as epoch seconds; 0 is never. */
export interface SamplingRuleRecord {
  readonly SamplingRule: SamplingRule;
  readonly CreatedAt: number;
  readonly ModifiedAt: number;
}

/** A sampler's share of a rule, for the next interval. */
export interface SamplingTarget {
  readonly RuleName: string;
  readonly FixedRate: number;
  /** Requests a second. */
  readonly ReservoirQuota: number;
  /** Epoch seconds. */
  readonly ReservoirQuotaTTL: number;
  /** Seconds. */
  readonly Interval: number;
  readonly SamplingBoost?: { readonly BoostRate: number; readonly BoostRateTTL: number };
}

/** The sampling rules, which are stored, and the present shares of their reservoirs, which are not. */
export class Sampling {
  readonly #store: Store;
  readonly #now: () => number;
  readonly #shares = new SamplingShares();
  readonly #boosts = new SamplingBoosts();
  // By client and rule; the last one is the newest.
  readonly #targets = new Map<string, SamplingTarget>();

  /** @param now epoch milliseconds */
  constructor({ store, now }: { readonly store: Store; readonly now: () => number }) {
    this.#store = store;
    this.#now = now;
  }

  /** All rules in their order: by priority, then by name. */
  records(): SamplingRuleRecord[] {
    const stored = this.#store.samplingRules().map(
      ({ text, createdSeconds, modifiedSeconds }): SamplingRuleRecord => ({
        SamplingRule: JSON.parse(text),
        CreatedAt: createdSeconds,
        ModifiedAt: modifiedSeconds,
      }),
    );
    const hasDefault = stored.some(({ SamplingRule: { RuleName } }) => RuleName === DEFAULT_RULE_NAME);
    return (hasDefault ? stored : [...stored, DEFAULT_RECORD]).sort(byPriority);
  }

  /** @throws ApiError if there is a rule of that name, or there are too many */
  create(rule: SamplingRule): SamplingRuleRecord {
    const records = this.records();
    if (records.some(({ SamplingRule: { RuleName } }) => RuleName === rule.RuleName))
      throw invalidRequest(`Sampling rule already exists: ${JSON.stringify(rule.RuleName)}.`);
    if (records.length > MAX_RULES)
      throw new ApiError(
        'RuleLimitExceededException',
        `There are ${MAX_RULES} rules besides Default, which is the most.`,
      );
    const now = this.#now() / 1e3;
    return this.#save({ SamplingRule: rule, CreatedAt: now, ModifiedAt: now });
  }

  /** @throws ApiError if there is no such rule, or the change is one that Default cannot take */
  update(change: SamplingRuleChange): SamplingRuleRecord {
    const { SamplingRule: rule, CreatedAt } = this.#find(change);
    if (rule.RuleName === DEFAULT_RULE_NAME) checkDefaultUpdate(change);
    const { RuleName, RuleARN, ...fields } = change;
    return this.#save({ SamplingRule: { ...rule, ...fields }, CreatedAt, ModifiedAt: this.#now() / 1e3 });
  }

  /** @throws ApiError if there is no such rule, or it is Default */
  remove(named: Pick<SamplingRuleChange, 'RuleName' | 'RuleARN'>): SamplingRuleRecord {
    const record = this.#find(named);
    const { RuleName } = record.SamplingRule;
    if (RuleName === DEFAULT_RULE_NAME) throw invalidRequest('The Default rule cannot be deleted.');
    this.#store.deleteSamplingRule(RuleName, this.#now() / 1e3);
    return record;
  }

  /** Epoch seconds of the last change of a rule; 0 is never. */
  modifiedSeconds(): number {
    return this.#store.samplingRulesModifiedSeconds();
  }

  /** Receives the reports of samplers, and returns a target for each; reports of unknown rules are returned as unprocessed. */
  report(
    statistics: readonly SamplingStatistics[],
    boosts: readonly BoostStatistics[],
  ): { targets: SamplingTarget[]; unknown: SamplingStatistics[]; unknownBoosts: BoostStatistics[] } {
    const rules = new Map(this.records().map(({ SamplingRule: rule }) => [rule.RuleName, rule]));
    const known = statistics.filter(({ ruleName }) => rules.has(ruleName));
    this.#store.addSamplingStatistics(known);
    const nowMillis = this.#now();
    for (const each of known) this.#shares.note(each, nowMillis);
    for (const each of boosts) {
      const rule = rules.get(each.ruleName);
      if (rule) this.#boosts.note(rule, each, nowMillis);
    }
    return {
      targets: known.flatMap(({ ruleName, clientId }) => {
        const rule = rules.get(ruleName);
        if (!rule) return [];
        const target = this.#targetOf(rule, clientId, nowMillis);
        this.#keep(clientId, target);
        return [target];
      }),
      unknown: statistics.filter(({ ruleName }) => !rules.has(ruleName)),
      unknownBoosts: boosts.filter(({ ruleName }) => !rules.has(ruleName)),
    };
  }

  /** The last target of a sampler for a rule; only of the last samplers, and since the start. */
  lastTarget(clientId: string, ruleName: string): SamplingTarget | undefined {
    return this.#targets.get(JSON.stringify([clientId, ruleName]));
  }

  /** Forgets who shares what. */
  forget(): void {
    this.#targets.clear();
    this.#shares.forget();
    this.#boosts.forget();
  }

  #keep(clientId: string, target: SamplingTarget): void {
    const key = JSON.stringify([clientId, target.RuleName]);
    this.#targets.delete(key);
    this.#targets.set(key, target);
    const [oldest] = this.#targets.keys();
    if (this.#targets.size > MAX_TARGETS && oldest !== undefined) this.#targets.delete(oldest);
  }

  #targetOf(rule: SamplingRule, clientId: string, nowMillis: number): SamplingTarget {
    const { RuleName, FixedRate, ReservoirSize } = rule;
    const boost = boostOf(this.#boosts.of(RuleName), nowMillis);
    return {
      RuleName,
      FixedRate,
      ReservoirQuota: this.#shares.quotaOf(RuleName, clientId, ReservoirSize, nowMillis),
      ReservoirQuotaTTL: Math.floor(nowMillis / 1e3) + QUOTA_SECONDS,
      Interval: INTERVAL_SECONDS,
      ...(boost && { SamplingBoost: boost }),
    };
  }

  #find({ RuleName, RuleARN }: Pick<SamplingRuleChange, 'RuleName' | 'RuleARN'>): SamplingRuleRecord {
    if ((RuleName === undefined) === (RuleARN === undefined))
      throw invalidRequest('A rule is named by either RuleName or RuleARN.');
    const record = this.records().find(
      ({ SamplingRule: rule }) => rule.RuleName === RuleName || rule.RuleARN === RuleARN,
    );
    // AWS's words first: Terraform's provider compares them.
    // https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/xray/sampling_rule.go
    if (!record) throw invalidRequest(`Sampling rule does not exist: ${JSON.stringify(RuleName ?? RuleARN)}.`);
    return record;
  }

  #save(record: SamplingRuleRecord): SamplingRuleRecord {
    this.#store.saveSamplingRule({
      name: record.SamplingRule.RuleName,
      text: JSON.stringify(record.SamplingRule),
      createdSeconds: record.CreatedAt,
      modifiedSeconds: record.ModifiedAt,
    });
    return record;
  }
}

/** The rule that holds when no other does. Unlike AWS's it samples everything: on a laptop nothing should be missing. */
const DEFAULT_RECORD: SamplingRuleRecord = {
  SamplingRule: {
    RuleName: DEFAULT_RULE_NAME,
    RuleARN: arnOfRule(DEFAULT_RULE_NAME),
    ResourceARN: '*',
    Priority: 10_000,
    FixedRate: 1,
    ReservoirSize: 1,
    ServiceName: '*',
    ServiceType: '*',
    Host: '*',
    HTTPMethod: '*',
    URLPath: '*',
    Version: 1,
    Attributes: {},
  },
  CreatedAt: 0,
  ModifiedAt: 0,
};

function byPriority({ SamplingRule: a }: SamplingRuleRecord, { SamplingRule: b }: SamplingRuleRecord): number {
  return a.Priority - b.Priority || (a.RuleName < b.RuleName ? -1 : 1);
}

// AWS X-Ray endpoints and quotas: "Custom sampling rules per region".
const MAX_RULES = 25;
const QUOTA_SECONDS = 300;
// As many as the console shows.
const MAX_TARGETS = 200;
const INTERVAL_SECONDS = 10;
