import { createContextKey, trace } from '@opentelemetry/api';
import type { NodeSDKConfiguration } from '@opentelemetry/sdk-node';
import { LocalRulesSampler, type Sampler } from '@otel-xray/sampler';

/** A sampler of the SDK that is registered. */
type GivenSampler = NodeSDKConfiguration['sampler'];

// Set by the propagator; keys of one description are one symbol in all packages.
const DEFERRED_KEY = createContextKey('aws.xray.sampling.deferred');

/**
 * Lets a sampler decide as for a new trace where the caller has left the decision open, as a load balancer does. A parent-based sampler would take
 * the missing decision for a no. Our own samplers know the mark themselves.
 */
export function decideOpenParents(sampler: GivenSampler): GivenSampler {
  return {
    shouldSample(context, ...about): ReturnType<GivenSampler['shouldSample']> {
      const parent = trace.getSpanContext(context);
      const isOpen = parent?.isRemote && (parent.traceFlags & 1) === 0 && context.getValue(DEFERRED_KEY) === true;
      return sampler.shouldSample(isOpen ? trace.deleteSpan(context) : context, ...about);
    },
    toString: () => String(sampler),
  };
}

/**
 * The sampler of the SDK that `OTEL_TRACES_SAMPLER` names, or its default, as one that knows the mark; `undefined` for those that do not look at
 * the parent, and for names and arguments that the SDK itself rejects.
 * Source: https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export function parentBasedFromEnv(env: Readonly<Record<string, string | undefined>>): Sampler | undefined {
  const rate = rateOf(env['OTEL_TRACES_SAMPLER']?.trim() || 'parentbased_always_on', env['OTEL_TRACES_SAMPLER_ARG']);
  return rate === undefined ? undefined : new LocalRulesSampler({ version: 2, default: { fixed_target: 0, rate } });
}

function rateOf(name: string, argument: string | undefined): number | undefined {
  switch (name) {
    case 'parentbased_always_on':
      return 1;
    case 'parentbased_always_off':
      return 0;
    case 'parentbased_traceidratio': {
      const rate = argument?.trim() ? Number(argument) : Number.NaN;
      return rate >= 0 && rate <= 1 ? rate : undefined;
    }
    default:
      return undefined;
  }
}
