import type { Attributes } from '@opentelemetry/api';
import type { Clock } from './clock.ts';
import { hostOf, methodOf, pathOf, RequestValues, textOf } from './request-values.ts';
import type { RuleApplier, RuleState } from './rule-applier.ts';
import type { RuleCache } from './rule-cache.ts';
import type { RuleField } from './rule-matcher.ts';
import type { SamplingRule } from './sampling-rule.ts';
import { arnOfInvocation, type ServiceValues } from './service-values.ts';

/** Why a request is sampled or not, as things stand. */
export interface SamplingExplanation {
  /** `rules` decide, or the `fallback`, and why it does. */
  readonly decidedBy: 'rules' | 'fallback';
  readonly reason: string;
  /** Every rule, in their order. */
  readonly rules: readonly ExplainedRule[];
  /** The rule that is applied, and what it does with the next request. */
  readonly applied?: AppliedRule;
}

export interface ExplainedRule {
  readonly ruleName: string;
  readonly priority: number;
  /** `applied`: the first that matches. `shadowed`: it matches too, but a rule before it is applied, or the rules have expired. */
  readonly outcome: 'applied' | 'shadowed' | 'mismatch';
  /** The first field that does not match, its pattern, and what the request or the service has there. */
  readonly failed?: { readonly field: RuleField; readonly pattern: string; readonly value: string | undefined };
}

export interface AppliedRule extends RuleState {
  readonly ruleName: string;
  /** Decisions since the last report. */
  readonly requests: number;
  readonly sampled: number;
  readonly borrowed: number;
}

/** Looks at the rules as a decision would, and changes nothing. The cache's clock must have been read. */
export function explainDecision(
  attributes: Attributes,
  { cache, service, clock }: { readonly cache: RuleCache; readonly service: ServiceValues; readonly clock: Clock },
): SamplingExplanation {
  const request = new RequestValues(attributes);
  const { status } = cache;
  let applied: AppliedRule | undefined;
  const rules = cache.rules.map((active): ExplainedRule => {
    const { rule } = active.applier;
    const field = cache.mismatch(active, request);
    const about = { ruleName: rule.RuleName, priority: rule.Priority };
    if (field !== undefined)
      return { ...about, outcome: 'mismatch', failed: failureOf(rule, field, attributes, service) };
    if (applied || status !== 'force') return { ...about, outcome: 'shadowed' };
    applied = appliedRule(active.applier, clock);
    return { ...about, outcome: 'applied' };
  });
  if (!applied) return { decidedBy: 'fallback', reason: REASONS[status], rules };
  return { decidedBy: 'rules', reason: `rule ${applied.ruleName} is the first that matches`, rules, applied };
}

const REASONS = {
  none: 'no rules have been loaded yet',
  expired: 'the rules are older than an hour',
  force: 'no rule matches',
};

function appliedRule(applier: RuleApplier, clock: Clock): AppliedRule {
  const { requests, sampled, borrowed } = applier.statistics;
  return { ruleName: applier.rule.RuleName, ...applier.stateAt(clock), requests, sampled, borrowed };
}

function failureOf(
  rule: SamplingRule,
  field: RuleField,
  attributes: Attributes,
  service: ServiceValues,
): NonNullable<ExplainedRule['failed']> {
  switch (field) {
    case 'ServiceName':
      return { field, pattern: rule.ServiceName, value: service.serviceName };
    case 'ServiceType':
      return { field, pattern: rule.ServiceType, value: service.serviceType };
    case 'ResourceARN':
      return { field, pattern: rule.ResourceARN, value: service.arn ?? arnOfInvocation(attributes) };
    case 'Host':
      return { field, pattern: rule.Host, value: hostOf(attributes) };
    case 'HTTPMethod':
      return { field, pattern: rule.HTTPMethod, value: methodOf(attributes) };
    case 'URLPath':
      return { field, pattern: rule.URLPath, value: pathOf(attributes) ?? '/' };
    default: {
      const name = field.slice('Attributes.'.length);
      return { field, pattern: rule.Attributes[name] ?? '', value: textOf(attributes, name) };
    }
  }
}
