import { type Context, createContextKey, trace } from '@opentelemetry/api';
import { isSpanId, isTraceId } from '@otel-xray/format';
import { NOT_SAMPLED, SAMPLED, type SamplingResult } from './otel-sampler.ts';

// Set by @otel-xray/propagator under `missingDecision: 'defer'`; keys of one description are one symbol in all packages.
const DEFERRED_KEY = createContextKey('aws.xray.sampling.deferred');

/** Returns the parent's decision; `undefined` where there is none, or where it left the decision to us. */
export function parentDecision(context: Context): SamplingResult | undefined {
  const parent = trace.getSpanContext(context);
  if (!parent || !isTraceId(parent.traceId) || !isSpanId(parent.spanId)) return undefined;
  if (parent.traceFlags & 1) return SAMPLED;
  // A span started here has made a decision, so the mark counts only beside its own remote parent.
  return parent.isRemote && context.getValue(DEFERRED_KEY) === true ? undefined : NOT_SAMPLED;
}
