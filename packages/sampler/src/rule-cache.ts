import type { Attributes } from '@opentelemetry/api';
import type { Clock } from './clock.ts';
import { RequestValues } from './request-values.ts';
import { RuleApplier } from './rule-applier.ts';
import { type RuleField, RuleMatcher } from './rule-matcher.ts';
import type { SamplingTarget } from './sampling-api.ts';
import type { SamplingRule } from './sampling-rule.ts';
import type { ServiceValues } from './service-values.ts';

/** One rule in force. */
export interface ActiveRule {
  readonly matcher: RuleMatcher;
  readonly applier: RuleApplier;
}

export interface RuleCacheOptions {
  readonly clock: Clock;
  readonly readService: () => ServiceValues;
  readonly withAttributes: boolean;
}

/** The rules in force, in their order, and the counts of each. */
export class RuleCache {
  readonly #options: RuleCacheOptions;
  #rules: readonly ActiveRule[] = [];
  /** The rules that this service's requests can meet at all; the others are sorted out once, not for each request. */
  #candidates: readonly ActiveRule[] = [];
  #candidatesOf: ServiceValues | undefined;
  #byName: ReadonlyMap<string, RuleApplier> = new Map();
  /** Rules that are gone, with counts that have yet to be reported. */
  readonly #leaving = new Map<string, RuleApplier>();
  #loadedMillis: number | undefined;

  constructor(options: RuleCacheOptions) {
    this.#options = options;
  }

  /** `none` were loaded yet, the last ones are `expired`, or they are in `force`. The clock must have been read. */
  get status(): 'none' | 'expired' | 'force' {
    if (this.#loadedMillis === undefined) return 'none';
    return this.#options.clock.steadyMillis - this.#loadedMillis < MAX_AGE_MILLIS ? 'force' : 'expired';
  }

  get rules(): readonly ActiveRule[] {
    return this.#rules;
  }

  /** The first rule that a request matches, if rules are in force. */
  find(attributes: Attributes): RuleApplier | undefined {
    if (this.status !== 'force') return undefined;
    const service = this.#options.readService();
    if (service !== this.#candidatesOf) this.#sortOut(service);
    const request = new RequestValues(attributes);
    for (const { matcher, applier } of this.#candidates) {
      if (matcher.mismatchOfRequest(request, service) === undefined) return applier;
    }
    return undefined;
  }

  #sortOut(service: ServiceValues): void {
    this.#candidates = this.#rules.filter(({ matcher }) => matcher.mismatchOfService(service) === undefined);
    this.#candidatesOf = service;
  }

  /** The first field of a rule that does not match. */
  mismatch({ matcher }: ActiveRule, request: RequestValues): RuleField | undefined {
    const service = this.#options.readService();
    return matcher.mismatchOfService(service) ?? matcher.mismatchOfRequest(request, service);
  }

  /** Puts rules in force, in their order. The state of those that stay is not changed. */
  replace(rules: readonly SamplingRule[]): void {
    const before = new Map([...this.#leaving, ...this.#byName]);
    this.#rules = rules.map((rule) => this.#activate(rule, before.get(rule.RuleName)));
    this.#byName = new Map(this.#rules.map(({ applier }) => [applier.rule.RuleName, applier]));
    this.#candidatesOf = undefined;
    this.#leaving.clear();
    for (const [name, applier] of before) {
      if (!this.#byName.has(name) && applier.statistics.requests > 0) this.#leaving.set(name, applier);
    }
    this.#loadedMillis = this.#options.clock.steadyMillis;
  }

  #activate(rule: SamplingRule, applier: RuleApplier | undefined): ActiveRule {
    if (!applier)
      return { matcher: new RuleMatcher(rule), applier: new RuleApplier(rule, this.#options.withAttributes) };
    if (JSON.stringify(applier.rule) !== JSON.stringify(rule)) applier.replaceRule(rule);
    return { matcher: new RuleMatcher(rule), applier };
  }

  /** Sets the server's grants; unknown rules are ignored. */
  applyTargets(targets: readonly SamplingTarget[]): void {
    for (const target of targets) this.#byName.get(target.ruleName)?.applyTarget(target);
  }

  /** The rules with something to report, those that are gone included. */
  reportable(): RuleApplier[] {
    return [...this.#byName.values(), ...this.#leaving.values()].filter(({ statistics }) => statistics.requests > 0);
  }

  /** Forgets the rules that are gone and have nothing left to report. */
  dropReported(): void {
    for (const [name, { statistics }] of this.#leaving) {
      if (statistics.requests === 0) this.#leaving.delete(name);
    }
  }
}

/** How long rules hold without a new answer. */
const MAX_AGE_MILLIS = 3_600_000;
