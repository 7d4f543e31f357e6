import type { TextMapPropagator } from '@opentelemetry/api';
import type { TextMapPropagator as TextMapPropagator19 } from '@opentelemetry-2/api';
import { expectTypeOf, test } from 'vitest';
import type { AWSXRayLambdaPropagator, AWSXRayPropagator, propagatorFromEnv } from './index.ts';

test('the propagators fit TextMapPropagator of API 1.9 and 1.10', () => {
  expectTypeOf<AWSXRayPropagator>().toExtend<TextMapPropagator>();
  expectTypeOf<AWSXRayPropagator>().toExtend<TextMapPropagator19>();
  expectTypeOf<AWSXRayLambdaPropagator>().toExtend<TextMapPropagator>();
  expectTypeOf<AWSXRayLambdaPropagator>().toExtend<TextMapPropagator19>();
  expectTypeOf<ReturnType<typeof propagatorFromEnv>>().toExtend<TextMapPropagator19>();
});

test('propagatorFromEnv accepts propagators of both lines', () => {
  type Others = NonNullable<Parameters<typeof propagatorFromEnv>[0]>;
  expectTypeOf<{ tracecontext: () => TextMapPropagator }>().toExtend<Others>();
  expectTypeOf<{ tracecontext: () => TextMapPropagator19 }>().toExtend<Others>();
});
