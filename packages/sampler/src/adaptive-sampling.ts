import type * as nodeCrypto from 'node:crypto';
import { type Context, createTraceState, trace } from '@opentelemetry/api';
import { builtIn } from '@otel-xray/runtime';
import type { CheckedConfig } from './adaptive-config.ts';
import { type Anomaly, anomalyBy, isDefaultAnomaly } from './anomaly.ts';
import type { Clock } from './clock.ts';
import { type EndedSpan, isLocalRoot, isTraceRoot } from './ended-span.ts';
import { NOT_RECORD, RECORD, type SamplingResult } from './otel-sampler.ts';
import type { BoostReporter } from './poller.ts';
import { Reservoir } from './reservoir.ts';
import type { RuleApplier } from './rule-applier.ts';
import type { RuleCache } from './rule-cache.ts';
import type { BoostStatisticsDocument } from './sampling-api.ts';
import { SeenTraces } from './seen-traces.ts';
import type { ServiceValues } from './service-values.ts';

interface BoostCounts {
  total: number;
  anomalies: number;
  sampledAnomalies: number;
}

export interface AdaptiveSamplingParts {
  readonly config: CheckedConfig;
  readonly cache: RuleCache;
  readonly clock: Clock;
  readonly readService: () => ServiceValues;
}

/** Counts traces with anomalies for the rules that can be boosted, and selects those that are exported although they were not sampled. */
export class AdaptiveSampling implements BoostReporter {
  readonly #parts: AdaptiveSamplingParts;
  readonly #seen = new SeenTraces();
  readonly #captured = new Reservoir();
  readonly #counts = new Map<string, BoostCounts>();
  #byHash: ReadonlyMap<string, RuleApplier> = new Map();
  #hashedRules: RuleCache['rules'] | undefined;

  constructor(parts: AdaptiveSamplingParts) {
    this.#parts = parts;
  }

  /**
   * Returns a decision for watched spans: those that are not sampled are recorded all the same. The rule that decided travels with the
   * trace, so that a service below reports for it.
   */
  adapt(result: SamplingResult, context: Context, rule?: RuleApplier): SamplingResult {
    const traceState = trace.getSpanContext(context)?.traceState;
    const isNamed = rule === undefined || traceState?.get(TRACE_STATE_RULE) !== undefined;
    return {
      ...result,
      decision: result.decision === NOT_RECORD ? RECORD : result.decision,
      ...(!isNamed && { traceState: (traceState ?? createTraceState()).set(TRACE_STATE_RULE, hashOf(rule)) }),
    };
  }

  /** Looks at a finished span. The clock must have been read. @returns whether it shall be exported although it was not sampled */
  onEnd(span: EndedSpan): boolean {
    const { traceId, traceFlags } = span.spanContext();
    const { config, clock } = this.#parts;
    const isSampled = (traceFlags & 1) === 1;
    const rule = this.#ruleOf(span);
    const anomaly = this.#anomalyOf(span, rule);
    const seen = this.#seen.get(traceId, clock.steadyMillis);

    if (rule?.rule.SamplingRateBoost && (isLocalRoot(span) || anomaly.boosts)) {
      const counts = this.#countsOf(rule.rule.RuleName);
      if (!seen.isCounted) counts.total++;
      seen.isCounted = true;
      if (anomaly.boosts && !seen.isAnomalyCounted) {
        counts.anomalies++;
        if (isSampled) counts.sampledAnomalies++;
        seen.isAnomalyCounted = true;
      }
    }
    if (isSampled) return false;
    seen.isCaptured ||= anomaly.isCaptured && this.#captured.take(config.capturedPerSecond, clock.steadyMillis);
    return seen.isCaptured;
  }

  #ruleOf(span: EndedSpan): RuleApplier | undefined {
    const hash = span.spanContext().traceState?.get(TRACE_STATE_RULE);
    const named = hash === undefined ? undefined : this.#rulesByHash().get(hash);
    return named ?? (isTraceRoot(span) ? this.#parts.cache.find(span.attributes) : undefined);
  }

  #rulesByHash(): ReadonlyMap<string, RuleApplier> {
    const { rules } = this.#parts.cache;
    if (rules !== this.#hashedRules) {
      this.#byHash = new Map(rules.map(({ applier }) => [hashOf(applier), applier]));
      this.#hashedRules = rules;
    }
    return this.#byHash;
  }

  #anomalyOf(span: EndedSpan, rule: RuleApplier | undefined): Anomaly {
    const { conditions } = this.#parts.config;
    if (conditions) return anomalyBy(conditions, span);
    const isAnomaly = !rule?.rule.SamplingRateBoost?.DisableDefaultAnomalyDetection && isDefaultAnomaly(span);
    return { boosts: isAnomaly, isCaptured: isAnomaly };
  }

  #countsOf(ruleName: string): BoostCounts {
    const counts = this.#counts.get(ruleName) ?? { total: 0, anomalies: 0, sampledAnomalies: 0 };
    this.#counts.set(ruleName, counts);
    return counts;
  }

  // An anomaly without a trace waits for one: a document without traces would not be read.
  take(epochSeconds: number): BoostStatisticsDocument[] {
    const complete = [...this.#counts].filter(([, { total }]) => total > 0);
    for (const [ruleName] of complete) this.#counts.delete(ruleName);
    return complete.map(
      ([RuleName, { total, anomalies, sampledAnomalies }]): BoostStatisticsDocument => ({
        RuleName,
        ServiceName: this.#parts.readService().serviceName ?? 'unknown_service',
        Timestamp: epochSeconds,
        AnomalyCount: anomalies,
        TotalCount: total,
        SampledAnomalyCount: sampledAnomalies,
      }),
    );
  }

  giveBack(documents: readonly BoostStatisticsDocument[]): void {
    for (const { RuleName, AnomalyCount, TotalCount, SampledAnomalyCount } of documents) {
      const counts = this.#countsOf(RuleName);
      counts.total += TotalCount;
      counts.anomalies += AnomalyCount;
      counts.sampledAnomalies += SampledAnomalyCount;
    }
  }
}

/** The member of the trace state that names the rule: the first 8 bytes of its name's SHA-256. Source: AWS Distro for OpenTelemetry. */
const TRACE_STATE_RULE = 'xrsr';

const HASHES = new WeakMap<RuleApplier, string>();

function hashOf(applier: RuleApplier): string {
  const known = HASHES.get(applier);
  if (known !== undefined) return known;
  const hash = builtIn<typeof nodeCrypto>('node:crypto')
    .createHash('sha256')
    .update(applier.rule.RuleName)
    .digest('hex')
    .slice(0, 16);
  HASHES.set(applier, hash);
  return hash;
}
