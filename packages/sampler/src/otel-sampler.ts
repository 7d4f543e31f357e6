import type { Attributes, Context, Link, TraceState } from '@opentelemetry/api';

/** Neither recorded nor sent, recorded only, recorded and sent. Source: OpenTelemetry specification, "Tracing SDK", SamplingResult. */
export type SamplingDecision = 0 | 1 | 2;
export const NOT_RECORD = 0;
export const RECORD = 1;
export const RECORD_AND_SAMPLED = 2;

/** The result of a sampler; without a trace state the parent's stays. */
export interface SamplingResult {
  decision: SamplingDecision;
  // We set strings only; the values of the API's own type are wider in 1.10 than 1.9 accepts.
  attributes?: Readonly<Record<string, string>>;
  traceState?: TraceState;
}

/** The sampler of OpenTelemetry's SDKs, by shape. */
export interface Sampler {
  shouldSample(
    context: Context,
    traceId: string,
    spanName: string,
    spanKind: number,
    attributes: Attributes,
    links: Link[],
  ): SamplingResult;
  toString(): string;
}

/** A sampler of others. */
export interface SamplerLike {
  shouldSample(...about: Parameters<Sampler['shouldSample']>): {
    decision: SamplingDecision;
    attributes?: object;
    traceState?: TraceState;
  };
}

export const SAMPLED: SamplingResult = Object.freeze({ decision: RECORD_AND_SAMPLED });
export const NOT_SAMPLED: SamplingResult = Object.freeze({ decision: NOT_RECORD });
