import type { TextMapPropagator } from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  defaultResource,
  detectResources,
  type Resource,
  type ResourceDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import type { IdGenerator, Sampler, SpanProcessor } from '@opentelemetry/sdk-trace';
import { AWSXRaySpanProcessor } from '@otel-xray/exporter';
import { AWSXRayIdGenerator } from '@otel-xray/id-generator';
import { AWSXRayLambdaPropagator, AWSXRayPropagator, propagatorFromEnv } from '@otel-xray/propagator';
import { createAutoSampler, type StoppableSampler } from './auto-sampler.ts';
import { withAWSTraceHeader } from './aws-client-instrumentation.ts';
import { ExtractOncePropagator } from './extract-once.ts';
import type { InstalledModules } from './installed-modules.ts';
import { createInstrumentations } from './instrumentations.ts';
import { decideOpenParents } from './open-decision.ts';
import { type AutoList, type CheckedOptions, type Instrumentation, LOG_LEVELS, type LogLevel } from './options.ts';
import { autoDetectors, fallbackNameDetector } from './resource.ts';
import { samplerFromEnvironment } from './sampler-from-env.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** `AWS_XRAY_SDK_ENABLED=false`, as in the X-Ray SDKs, or `OTEL_SDK_DISABLED=true`: nothing is registered. */
export function isSwitchedOff(env: Environment): boolean {
  return env['AWS_XRAY_SDK_ENABLED']?.toLowerCase() === 'false' || env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true';
}

/** The name that nothing overrules; without one the resource's detectors decide. */
export function toServiceName({ serviceName }: CheckedOptions, env: Environment): string | undefined {
  return serviceName === 'auto' ? env['OTEL_SERVICE_NAME'] || undefined : serviceName;
}

/** The ids that X-Ray accepts. */
export function toIdGenerator({ idGenerator }: CheckedOptions): IdGenerator {
  return idGenerator === 'auto' ? new AWSXRayIdGenerator() : idGenerator;
}

/** One propagator for all that are wanted. */
export function toPropagator({ propagators }: CheckedOptions, env: Environment): TextMapPropagator {
  return new ExtractOncePropagator(
    new CompositePropagator({ propagators: expand(propagators, () => autoPropagators(env)) }),
  );
}

function autoPropagators(env: Environment): TextMapPropagator[] {
  const w3c = { tracecontext: () => new W3CTraceContextPropagator(), baggage: () => new W3CBaggagePropagator() };
  // The trace id that a load balancer writes becomes the trace's own, so that its access log and the trace can be matched.
  const options = { adoptRoot: true };
  const ours = {
    xray: () => new AWSXRayPropagator(options),
    'xray-lambda': () => new AWSXRayLambdaPropagator(options),
  };
  if (env['OTEL_PROPAGATORS']) return [propagatorFromEnv({ ...w3c, ...ours })];
  const xray = env['AWS_LAMBDA_FUNCTION_NAME'] ? ours['xray-lambda']() : ours.xray();
  // X-Ray last: its header is the one that load balancers and gateways on the way have continued.
  return [w3c.tracecontext(), w3c.baggage(), xray];
}

/** The sampler of new traces. */
export function toSampler(
  { sampler, processor: { daemonAddress, target } }: CheckedOptions,
  env: Environment,
  resource: Resource,
): Sampler | StoppableSampler {
  if (sampler !== 'auto') return decideOpenParents(sampler);
  return createAutoSampler({ daemonAddress, target, env, resource }) ?? samplerFromEnvironment(env);
}

/** Processors of the finished spans. */
export function toSpanProcessors(options: CheckedOptions): SpanProcessor[] {
  return expand(options.spanProcessors, () => [new AWSXRaySpanProcessor(options.processor)]);
}

/** The instrumentations, one of each name. */
export function toInstrumentations(
  { instrumentations }: CheckedOptions,
  env: Environment,
  modules: InstalledModules,
): Instrumentation[] {
  return withAWSTraceHeader(createInstrumentations(instrumentations, modules, env));
}

/** The service itself, its name included. Attributes of some detectors come later. */
export function toResource(options: CheckedOptions, env: Environment, program: string | undefined): Resource {
  const detectors = toResourceDetectors(options, env, program);
  const resource = defaultResource().merge(detectResources({ detectors }));
  const serviceName = toServiceName(options, env);
  return serviceName ? resource.merge(resourceFromAttributes({ 'service.name': serviceName })) : resource;
}

/** Sources of the resource, weakest first. */
export function toResourceDetectors(
  { resourceDetectors }: CheckedOptions,
  env: Environment,
  program: string | undefined,
): ResourceDetector[] {
  const name = fallbackNameDetector(env, program);
  const detectors = expand(resourceDetectors, () => autoDetectors(env, name));
  return detectors.includes(name) ? detectors : [name, ...detectors];
}

/** The signals that end the process with everything sent. */
export function toSignals({ signals }: CheckedOptions): NodeJS.Signals[] {
  // Two listeners of ours would take each other for the application's.
  return [...new Set(expand(signals, () => ['SIGTERM', 'SIGINT', 'SIGHUP'] as NodeJS.Signals[]))];
}

/** How much of `diag` is printed. */
export function toLogLevel({ logLevel }: CheckedOptions, env: Environment): LogLevel {
  if (logLevel !== 'auto') return logLevel;
  const wanted = env['OTEL_LOG_LEVEL']?.trim().toLowerCase();
  if (wanted === 'all') return 'verbose';
  const known = LOG_LEVELS.find((name) => name === wanted);
  if (known !== undefined) return known;
  if (env['AWS_XRAY_DEBUG_MODE'] && env['AWS_XRAY_DEBUG_MODE'].toLowerCase() !== 'false') return 'debug';
  const level = env['AWS_XRAY_LOG_LEVEL']?.toLowerCase();
  if (level === 'silent') return 'none';
  return LOG_LEVELS.find((known) => known === level) ?? 'warn';
}

/** The list with each `'auto'` replaced by its default. */
function expand<Item>(list: AutoList<Item>, auto: () => Item[]): Item[] {
  if (list === 'auto') return auto();
  return list.flatMap((item) => (item === 'auto' ? auto() : [item])) as Item[];
}
