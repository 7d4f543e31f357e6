import { describe, expect, it } from 'vitest';
import { AWSXRayLambdaPropagator } from './aws-xray-lambda-propagator.ts';
import { AWSXRayPropagator } from './aws-xray-propagator.ts';

describe.each([
  ['AWSXRayPropagator', AWSXRayPropagator],
  ['AWSXRayLambdaPropagator', AWSXRayLambdaPropagator],
])('new %s', (_, Propagator) => {
  it.each([
    [{ missingDecision: 'maybe' }, 'Option "missingDecision" must be "ignore", "defer" or "notSampled", got "maybe".'],
    [{ missingDecision: null }, 'Option "missingDecision" must be "ignore", "defer" or "notSampled", got null.'],
    [{ adoptRoot: 1 }, 'Option "adoptRoot" must be true or false, got 1.'],
    [{ forwardFields: 'yes' }, 'Option "forwardFields" must be true or false, got "yes".'],
  ])('refuses %j', (options, message) => {
    expect(() => new Propagator(options as object)).toThrow(new TypeError(message));
  });

  it('reads undefined as the default', () => {
    const options = { missingDecision: undefined, adoptRoot: undefined, forwardFields: undefined };
    expect(new Propagator(options as object).fields()).toEqual(['x-amzn-trace-id']);
  });
});

it.each([
  [{ traceHeader: 'Root=1' }, 'Option "traceHeader" must be a function, got "Root=1".'],
  [{ ignoreUnsampled: 0 }, 'Option "ignoreUnsampled" must be true or false, got 0.'],
])('new AWSXRayLambdaPropagator refuses %j', (options, message) => {
  expect(() => new AWSXRayLambdaPropagator(options as object)).toThrow(new TypeError(message));
});
