import { LOCAL_ACCOUNT } from './service-node.ts';

/** A sampling rule as the API has it. */
export interface SamplingRule {
  readonly RuleName: string;
  readonly RuleARN: string;
  readonly ResourceARN: string;
  readonly Priority: number;
  /** Share of requests behind the reservoir, 0 to 1. */
  readonly FixedRate: number;
  /** Requests a second. */
  readonly ReservoirSize: number;
  readonly ServiceName: string;
  readonly ServiceType: string;
  readonly Host: string;
  readonly HTTPMethod: string;
  readonly URLPath: string;
  readonly Version: 1;
  readonly Attributes: Readonly<Record<string, string>>;
}

/** The rule that holds when no other does. Unlike AWS's it samples everything: on a laptop nothing should be missing. */
const DEFAULT_RULE: SamplingRule = {
  RuleName: 'Default',
  RuleARN: `arn:aws:xray:us-east-1:${LOCAL_ACCOUNT}:sampling-rule/Default`,
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
};

/** A rule, and when it was made and changed, as epoch seconds; 0 is never. */
export interface SamplingRuleRecord {
  readonly SamplingRule: SamplingRule;
  readonly CreatedAt: number;
  readonly ModifiedAt: number;
}

/** All rules, by priority. */
export function samplingRules(): readonly SamplingRuleRecord[] {
  return [{ SamplingRule: DEFAULT_RULE, CreatedAt: 0, ModifiedAt: 0 }];
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
}

/** Hands out the whole reservoir: on one machine there is no one to share it with. */
export function targetOf({ RuleName, FixedRate, ReservoirSize }: SamplingRule, nowSeconds: number): SamplingTarget {
  return {
    RuleName,
    FixedRate,
    ReservoirQuota: ReservoirSize,
    ReservoirQuotaTTL: nowSeconds + QUOTA_SECONDS,
    Interval: 10,
  };
}

const QUOTA_SECONDS = 300;
