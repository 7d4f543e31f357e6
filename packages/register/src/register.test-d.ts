import {
  AlwaysOnSampler,
  BatchSpanProcessor,
  InMemorySpanExporter,
  type TracerProvider,
} from '@opentelemetry/sdk-trace';
import { expectTypeOf, it } from 'vitest';
import { type RegisterOptions, registerXRay } from './index.ts';

it('accepts "auto" for every option', () => {
  type WithoutAuto = {
    [Name in keyof RegisterOptions]-?: 'auto' extends RegisterOptions[Name] ? never : Name;
  }[keyof RegisterOptions];
  expectTypeOf<WithoutAuto>().toEqualTypeOf<never>();
});

it("accepts the SDK's own parts, and its lists beside the default", () => {
  expectTypeOf({
    serviceName: 'orders',
    sampler: new AlwaysOnSampler(),
    spanProcessors: ['auto' as const, new BatchSpanProcessor({ exporter: new InMemorySpanExporter() })],
    daemonAddress: '127.0.0.1:2000',
  }).toExtend<RegisterOptions>();
  expectTypeOf({ sampler: 'always_on' }).not.toExtend<RegisterOptions>();
});

it('gives the SDK and a way to end it', () => {
  expectTypeOf(registerXRay).returns.toEqualTypeOf<{ readonly sdk: TracerProvider; shutdown(): Promise<void> }>();
});
