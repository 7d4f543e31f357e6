export type { AdaptiveSamplingConfig, AnomalyCondition, AnomalyUsage } from './adaptive-config.ts';
export {
  AWSXRayAdaptiveSpanProcessor,
  type AWSXRayAdaptiveSpanProcessorOptions,
  type SpanExporterLike,
} from './adaptive-span-processor.ts';
export { AWSXRayRemoteSampler } from './aws-xray-remote-sampler.ts';
export { AWSXRayRuleSampler } from './aws-xray-rule-sampler.ts';
export type { XRayClientLike } from './client-api.ts';
export type { EndedSpan } from './ended-span.ts';
export type { AppliedRule, ExplainedRule, SamplingExplanation } from './explain.ts';
export type { HttpReply, HttpRequest, HttpSend } from './http-send.ts';
export type { LocalRule, LocalRulesDocument, LocalRuleTarget } from './local-rules.ts';
export { LocalRulesSampler, type LocalRulesSamplerOptions } from './local-rules-sampler.ts';
export type { AWSXRayRemoteSamplerOptions } from './options.ts';
export type { Sampler, SamplerLike, SamplingDecision, SamplingResult } from './otel-sampler.ts';
export type { RuleState } from './rule-applier.ts';
export type { RuleField } from './rule-matcher.ts';
export { samplerFromEnv } from './sampler-from-env.ts';
export type { ResourceLike, ResourceSource } from './service-values.ts';
