import type { SpanExporter as SpanExporter3, SpanProcessor as SpanProcessor3 } from '@opentelemetry/sdk-trace';
import type { SpanExporter as SpanExporter2, SpanProcessor as SpanProcessor2 } from '@opentelemetry-2/sdk-trace-base';
import { expectTypeOf, it } from 'vitest';
import type { startLocalXRay } from '../test/local-xray.ts';
import type { AWSXRayExporter, AWSXRayExporterOptions, AWSXRaySpanProcessor, Transport } from './index.ts';

it('fits the span exporters of both generations of the SDK', () => {
  expectTypeOf<AWSXRayExporter>().toExtend<SpanExporter2>();
  expectTypeOf<AWSXRayExporter>().toExtend<SpanExporter3>();
});

it('fits the span processors of both generations of the SDK', () => {
  expectTypeOf<AWSXRaySpanProcessor>().toExtend<SpanProcessor2>();
  expectTypeOf<AWSXRaySpanProcessor>().toExtend<SpanProcessor3>();
});

it('accepts Local X-Ray as a target', () => {
  type LocalXRay = Awaited<ReturnType<typeof startLocalXRay>>;
  expectTypeOf<LocalXRay>().toExtend<Transport>();
  expectTypeOf<{ target: LocalXRay }>().toExtend<AWSXRayExporterOptions>();
});

it("accepts the AWS SDK's client", () => {
  type Client = import('@aws-sdk/client-xray').XRayClient;
  expectTypeOf<{ client: Client }>().toExtend<AWSXRayExporterOptions>();
});
