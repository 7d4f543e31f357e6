import { type Context, defaultTextMapGetter, ROOT_CONTEXT } from '@opentelemetry/api';
import { AlwaysOffSampler, AlwaysOnSampler, ParentBasedSampler } from '@opentelemetry/sdk-trace';
import { AWSXRayPropagator } from '@otel-xray/propagator';
import type { SamplerLike } from '@otel-xray/sampler';
import { describe, expect, it } from 'vitest';
import { decideOpenParents } from './open-decision.ts';

const ROOT = 'Root=1-00000001-000000000000000000000001';
const HEADERS = {
  none: undefined,
  open: ROOT,
  yes: `${ROOT};Sampled=1`,
  no: `${ROOT};Sampled=0`,
  'no, with parent': `${ROOT};Parent=00000000000000aa;Sampled=0`,
};
const PROPAGATOR = new AWSXRayPropagator({ adoptRoot: true });

function decide(sampler: SamplerLike | undefined, header: keyof typeof HEADERS): number | undefined {
  const carrier = HEADERS[header] === undefined ? {} : { 'x-amzn-trace-id': HEADERS[header] };
  const context: Context = PROPAGATOR.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter);
  return sampler?.shouldSample(context, '00000001000000000000000000000001', 'GET', 1, {}, []).decision;
}

const SAMPLED = 2;
const DROPPED = 0;

describe('decideOpenParents', () => {
  const parentBased = (root: AlwaysOnSampler) => decideOpenParents(new ParentBasedSampler({ root }));
  it.each([
    ['none', SAMPLED, DROPPED],
    ['open', SAMPLED, DROPPED],
    ['yes', SAMPLED, SAMPLED],
    ['no', DROPPED, DROPPED],
    ['no, with parent', DROPPED, DROPPED],
  ] as const)('a header with the decision "%s" under a parent-based sampler', (header, on, off) => {
    expect(decide(parentBased(new AlwaysOnSampler()), header)).toBe(on);
    expect(decide(parentBased(new AlwaysOffSampler()), header)).toBe(off);
  });

  it('has the name of the sampler', () => {
    expect(String(decideOpenParents(new AlwaysOnSampler()))).toBe('AlwaysOnSampler');
  });
});
