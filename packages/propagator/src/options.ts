import { wrongOption } from '@otel-xray/runtime/options';

export interface AWSXRayPropagatorOptions {
  /**
   * Meaning of an incoming header without a decision (`Sampled` missing or `?`). `'ignore'` (default): as if there were no
   * header, so the sampler decides for a new trace. `'defer'`: the trace continues, our samplers decide anew, and parent-based
   * ones of others see an unsampled parent. `'notSampled'`: the trace continues unsampled, as in Java and Python.
   */
  missingDecision?: 'ignore' | 'defer' | 'notSampled';
  /**
   * Whether a header with `Root` but no `Parent` gives its trace id to the new trace, where no other propagator has
   * found a parent. Load balancers and API gateways without tracing send such a header. Without `Sampled` the
   * decision is deferred, whatever `missingDecision` says. The parent's id is made up; our exporter leaves it out
   * again, with another one the span shows a missing parent. Default `false`; `@otel-xray/register` sets it.
   */
  adoptRoot?: boolean;
  /** Whether fields that X-Ray does not know travel on to outgoing headers, up to 256 characters. Default `false`. */
  forwardFields?: boolean;
}

export interface AWSXRayLambdaPropagatorOptions extends AWSXRayPropagatorOptions {
  /** Called first for the invocation's header, before the runtime's store and `_X_AMZN_TRACE_ID`. Default: nothing. */
  traceHeader?: () => string | undefined;
  /**
   * Whether the invocation's header with `Sampled=0` is no parent, as it also means "X-Ray is switched off".
   * The event's own header then counts, and without one the function's sampler decides. Default `false`.
   */
  ignoreUnsampled?: boolean;
}

export type ResolvedOptions = Required<AWSXRayPropagatorOptions>;
export type ResolvedLambdaOptions = Required<AWSXRayLambdaPropagatorOptions>;

/** @throws TypeError that names a wrong option, its value and what was expected */
export function resolveOptions(options: AWSXRayPropagatorOptions): ResolvedOptions {
  const { missingDecision = 'ignore', adoptRoot = false, forwardFields = false } = options;
  check(MISSING_DECISIONS.includes(missingDecision), { missingDecision }, '"ignore", "defer" or "notSampled"');
  check(typeof adoptRoot === 'boolean', { adoptRoot }, 'true or false');
  check(typeof forwardFields === 'boolean', { forwardFields }, 'true or false');
  return { missingDecision, adoptRoot, forwardFields };
}

/** @throws TypeError that names a wrong option, its value and what was expected */
export function resolveLambdaOptions(options: AWSXRayLambdaPropagatorOptions): ResolvedLambdaOptions {
  const { traceHeader = () => undefined, ignoreUnsampled = false } = options;
  check(typeof traceHeader === 'function', { traceHeader }, 'a function');
  check(typeof ignoreUnsampled === 'boolean', { ignoreUnsampled }, 'true or false');
  return { ...resolveOptions(options), traceHeader, ignoreUnsampled };
}

const MISSING_DECISIONS: readonly unknown[] = ['ignore', 'defer', 'notSampled'];

function check(good: boolean, option: Record<string, unknown>, expected: string): void {
  if (good) return;
  const [[name = '', value] = []] = Object.entries(option);
  throw wrongOption(name, value, expected);
}
