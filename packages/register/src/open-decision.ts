import { createContextKey, trace } from '@opentelemetry/api';
import type { Sampler } from '@opentelemetry/sdk-trace';

// Set by the propagator; keys of one description are one symbol in all packages.
const DEFERRED_KEY = createContextKey('aws.xray.sampling.deferred');

/**
 * Lets a sampler decide as for a new trace where the caller has left the decision open, as a load balancer does. A parent-based sampler
 * would read the missing decision for a no. Our own samplers know the mark themselves.
 */
export function decideOpenParents(sampler: Sampler): Sampler {
  return {
    shouldSample(context, ...about): ReturnType<Sampler['shouldSample']> {
      const parent = trace.getSpanContext(context);
      const isOpen = parent?.isRemote && (parent.traceFlags & 1) === 0 && context.getValue(DEFERRED_KEY) === true;
      return sampler.shouldSample(isOpen ? trace.deleteSpan(context) : context, ...about);
    },
    toString: () => String(sampler),
  };
}
