import { describe, expect, it } from 'vitest';
import { AWSXRayLambdaPropagator } from './aws-xray-lambda-propagator.ts';
import { AWSXRayPropagator } from './aws-xray-propagator.ts';

describe.each([
  ['AWSXRayPropagator', AWSXRayPropagator],
  ['AWSXRayLambdaPropagator', AWSXRayLambdaPropagator],
])('new %s', (_, Propagator) => {
  it.each([
    [{ missingDecision: 'maybe' }, "Option missingDecision is 'maybe', expected 'ignore', 'defer' or 'notSampled'."],
    [{ missingDecision: null }, "Option missingDecision is null, expected 'ignore', 'defer' or 'notSampled'."],
    [{ adoptRoot: 1 }, 'Option adoptRoot is 1, expected a boolean.'],
    [{ forwardFields: 'yes' }, "Option forwardFields is 'yes', expected a boolean."],
  ])('refuses %j', (options, message) => {
    expect(() => new Propagator(options as object)).toThrow(new TypeError(message));
  });

  it('takes undefined as the default', () => {
    const options = { missingDecision: undefined, adoptRoot: undefined, forwardFields: undefined };
    expect(new Propagator(options as object).fields()).toEqual(['x-amzn-trace-id']);
  });
});

it.each([
  [{ traceHeader: 'Root=1' }, "Option traceHeader is 'Root=1', expected a function."],
  [{ ignoreUnsampled: 0 }, 'Option ignoreUnsampled is 0, expected a boolean.'],
])('new AWSXRayLambdaPropagator refuses %j', (options, message) => {
  expect(() => new AWSXRayLambdaPropagator(options as object)).toThrow(new TypeError(message));
});
