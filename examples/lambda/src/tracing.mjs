// OpenTelemetry with few modules, since a cold start pays for each. Imported before the handler's own module runs.
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { AWSXRaySpanProcessor } from '@otel-xray/exporter';
import { AWSXRayIdGenerator } from '@otel-xray/id-generator';
import { sampleOnlyInHandlers } from '@otel-xray/lambda';
import { LocalRulesSampler } from '@otel-xray/sampler';

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
trace.setGlobalTracerProvider(
  new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': process.env.AWS_LAMBDA_FUNCTION_NAME,
      'cloud.provider': 'aws',
      'cloud.platform': 'aws_lambda',
      'faas.name': process.env.AWS_LAMBDA_FUNCTION_NAME,
      'faas.version': process.env.AWS_LAMBDA_FUNCTION_VERSION,
    }),
    idGenerator: new AWSXRayIdGenerator(),
    // Follows Lambda's decision if there is one. Else samples the first request of each second and 5 % of the others.
    sampler: sampleOnlyInHandlers(new LocalRulesSampler()),
    spanProcessors: [new AWSXRaySpanProcessor()],
  }),
);
