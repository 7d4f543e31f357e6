import { XRayClient } from '@aws-sdk/client-xray';
import type { Resource } from '@opentelemetry/resources';
import { AlwaysOnSampler, InMemorySpanExporter, type Sampler, type SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Resource as Resource2 } from '@opentelemetry-2/resources';
import type { Sampler as Sampler2, SpanProcessor as SpanProcessor2 } from '@opentelemetry-2/sdk-trace-base';
import { expectTypeOf, test } from 'vitest';
import type {
  AWSXRayAdaptiveSpanProcessor,
  AWSXRayAdaptiveSpanProcessorOptions,
  AWSXRayRemoteSampler,
  AWSXRayRemoteSamplerOptions,
  AWSXRayRuleSampler,
  LocalRulesSampler,
  ResourceSource,
} from './index.ts';

test('the samplers fit both lines of the SDK', () => {
  expectTypeOf<AWSXRayRemoteSampler>().toExtend<Sampler>();
  expectTypeOf<AWSXRayRemoteSampler>().toExtend<Sampler2>();
  expectTypeOf<AWSXRayRuleSampler>().toExtend<Sampler>();
  expectTypeOf<AWSXRayRuleSampler>().toExtend<Sampler2>();
  expectTypeOf<LocalRulesSampler>().toExtend<Sampler>();
  expectTypeOf<LocalRulesSampler>().toExtend<Sampler2>();
});

test('the span processor fits both lines', () => {
  expectTypeOf<AWSXRayAdaptiveSpanProcessor>().toExtend<SpanProcessor>();
  expectTypeOf<AWSXRayAdaptiveSpanProcessor>().toExtend<SpanProcessor2>();
  expectTypeOf(new InMemorySpanExporter()).toExtend<AWSXRayAdaptiveSpanProcessorOptions['exporter']>();
});

test('the options take what the SDKs have', () => {
  expectTypeOf<Resource>().toExtend<ResourceSource>();
  expectTypeOf<Resource2>().toExtend<ResourceSource>();
  expectTypeOf<Promise<Resource>>().toExtend<ResourceSource>();
  expectTypeOf<() => Resource | undefined>().toExtend<ResourceSource>();
  expectTypeOf(new XRayClient({})).toExtend<AWSXRayRemoteSamplerOptions['client']>();
  expectTypeOf(new AlwaysOnSampler()).toExtend<AWSXRayRemoteSamplerOptions['fallback']>();
});
