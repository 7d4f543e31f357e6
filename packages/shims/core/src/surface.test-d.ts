import type http from 'node:http';
import { describe, expectTypeOf, it } from 'vitest';
import * as AWSXRay from './surface.ts';

describe('the types', () => {
  it('of classes are values and types under one name', () => {
    expectTypeOf<AWSXRay.SegmentLike>().toEqualTypeOf<AWSXRay.Segment | AWSXRay.Subsegment>();
    expectTypeOf(new AWSXRay.Segment('s', null, null)).toEqualTypeOf<AWSXRay.Segment>();
    expectTypeOf(new AWSXRay.database.SqlData()).toEqualTypeOf<AWSXRay.database.SqlData>();
    expectTypeOf(AWSXRay.TraceID.FromString('')).toEqualTypeOf<AWSXRay.TraceID>();
  });

  it('of capture functions follow the callback', () => {
    expectTypeOf(AWSXRay.captureFunc('f', () => 5)).toEqualTypeOf<number>();
    expectTypeOf(AWSXRay.captureAsyncFunc('f', async () => 'x')).toEqualTypeOf<Promise<string>>();
    expectTypeOf(AWSXRay.captureCallbackFunc('f', (a: number) => a)).toEqualTypeOf<(a: number) => number>();
  });

  it('of captured things are those that were given', () => {
    const client = { middlewareStack: { remove: 1, use: 1 }, config: {}, own: 'x' };
    expectTypeOf(AWSXRay.captureAWSv3Client<typeof client>).returns.toEqualTypeOf<typeof client>();
    expectTypeOf(AWSXRay.captureHTTPs<typeof http>).returns.toEqualTypeOf<typeof http>();
  });

  it('refuse wrong arguments', () => {
    // @ts-expect-error no strategy has this name
    expectTypeOf(AWSXRay.setContextMissingStrategy).toBeCallableWith('NONE');
    // @ts-expect-error an annotation is no object
    expectTypeOf<AWSXRay.Segment['addAnnotation']>().toBeCallableWith('key', {});
    // @ts-expect-error a list of parameters is a path or an object
    expectTypeOf(AWSXRay.setAWSWhitelist).toBeCallableWith(5);
  });

  it('hold those of namespaces', () => {
    expectTypeOf<AWSXRay.middleware.RulesConfig['version']>().toEqualTypeOf<number>();
    expectTypeOf<AWSXRay.plugins.ECSMetadata['ecs']['container']>().toEqualTypeOf<string>();
    expectTypeOf(AWSXRay.utils.processTraceData('')).toExtend<{ [key: string]: string }>();
  });
});
