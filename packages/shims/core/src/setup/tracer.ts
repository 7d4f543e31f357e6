import {
  type Attributes,
  type Context,
  context,
  type Span,
  type SpanContext,
  SpanKind,
  type SpanOptions,
  type Tracer,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import { randomHex } from '../ground/random-ids.ts';
import { ensureContextManager } from './context-manager.ts';
import { hrTime, type SpanProcessorLike, XRaySpan } from './xray-span.ts';

/** Name of the instrumentation scope of segments and subsegments. */
export const SCOPE = '@otel-xray/aws-xray-sdk-core';

/** Decides about spans that OpenTelemetry's API starts without a parent. */
export type RootSampling = (name: string, attributes: Attributes) => boolean;

/** IDs of a span to be started. */
export interface GivenIds {
  readonly traceId: string;
  readonly spanId: string;
}

/** The provider where the application registers none. It records what the SDK's API and OpenTelemetry's start, in one trace. */
export class XRayTracerProvider implements TracerProvider {
  readonly isOurs = true as const;
  readonly resource: { readonly attributes: Attributes };
  readonly #processor: SpanProcessorLike;
  readonly #samplesRoot: RootSampling;

  constructor(processor: SpanProcessorLike, samplesRoot: RootSampling, attributes: Attributes) {
    this.#processor = processor;
    this.#samplesRoot = samplesRoot;
    this.resource = { attributes };
  }

  getTracer(name: string, version?: string): Tracer {
    return new XRayTracer(this, { name, ...(version !== undefined && { version }) });
  }

  /** Starts a sampled span with IDs of the caller's choice. */
  start(name: string, options: SpanOptions, parent: Context, ids: GivenIds): Span {
    const parentSpanContext = options.root ? undefined : trace.getSpanContext(parent);
    return this.begin({ name: SCOPE }, name, options, parent, parentSpanContext, ids.spanId, ids.traceId);
  }

  /** Starts a span of OpenTelemetry's API: sampled as its parent is, a root as the rules say. */
  startSampled(scope: Scope, name: string, options: SpanOptions, parent: Context): Span {
    const given = options.root ? undefined : trace.getSpanContext(parent);
    const parentSpanContext = given !== undefined && trace.isSpanContextValid(given) ? given : undefined;
    const isSampled =
      parentSpanContext === undefined
        ? this.#samplesRoot(name, options.attributes ?? {})
        : (parentSpanContext.traceFlags & 1) === 1;
    const traceId = parentSpanContext?.traceId ?? newTraceId();
    if (!isSampled) return trace.wrapSpanContext({ traceId, spanId: randomHex(8), traceFlags: 0 });
    return this.begin(scope, name, options, parent, parentSpanContext, randomHex(8), traceId);
  }

  begin(
    instrumentationScope: Scope,
    name: string,
    { kind = SpanKind.INTERNAL, startTime, attributes, links }: SpanOptions,
    parent: Context,
    parentSpanContext: SpanContext | undefined,
    spanId: string,
    traceId: string,
  ): Span {
    const { traceState } = parentSpanContext ?? {};
    const span = new XRaySpan(
      {
        name,
        kind,
        parentSpanContext,
        startTime: hrTime(startTime),
        resource: this.resource,
        instrumentationScope,
      },
      { traceId: parentSpanContext?.traceId ?? traceId, spanId, traceFlags: 1, ...(traceState && { traceState }) },
      this.#processor,
    );
    if (attributes !== undefined) span.setAttributes(attributes);
    if (links !== undefined) span.addLinks(links);
    this.#processor.onStart(span, parent);
    return span;
  }
}

interface Scope {
  readonly name: string;
  readonly version?: string;
}

class XRayTracer implements Tracer {
  readonly #provider: XRayTracerProvider;
  readonly #scope: Scope;

  constructor(provider: XRayTracerProvider, scope: Scope) {
    this.#provider = provider;
    this.#scope = scope;
  }

  startSpan(name: string, options: SpanOptions = {}, parent: Context = context.active()): Span {
    return this.#provider.startSampled(this.#scope, name, options, parent);
  }

  // biome-ignore lint/suspicious/noExplicitAny: the overloads of OpenTelemetry's API
  startActiveSpan(name: string, ...given: any[]): any {
    const run = given[given.length - 1];
    const options = given.length > 1 ? given[0] : {};
    const parent = given.length > 2 ? given[1] : context.active();
    const span = this.startSpan(name, options, parent);
    return context.with(trace.setSpan(parent, span), run, undefined, span);
  }
}

/** Starts with the time, as X-Ray requires. Source: X-Ray developer guide, "Sending trace data", section Generating trace IDs. */
function newTraceId(): string {
  return (
    Math.floor(Date.now() / 1_000)
      .toString(16)
      .padStart(8, '0') + randomHex(12)
  );
}

/** The application's own provider. */
export interface ForeignProvider {
  readonly isOurs: false;
  getTracer(name: string): Tracer;
}

let createOurs: (() => XRayTracerProvider) | undefined;
let ours: XRayTracerProvider | undefined;
const foreign: ForeignProvider = { isOurs: false, getTracer: (name) => trace.getTracer(name) };

/** Says how the default set-up is made, should it be needed. */
export function setDefaultProvider(create: () => XRayTracerProvider): void {
  createOurs = create;
}

/** Returns the application's provider where it registered one, else that of the default set-up, which the first call registers. */
export function chooseProvider(): XRayTracerProvider | ForeignProvider {
  const registered = trace.getTracerProvider() as Proxied;
  const delegate = registered.getDelegate?.() ?? registered;
  if (delegate === ours && ours !== undefined) return ours;
  // The proxy of OpenTelemetry's API has no tracer as long as nothing is registered.
  const isFree = registered.getDelegateTracer !== undefined && registered.getDelegateTracer(SCOPE) === undefined;
  if (!isFree || createOurs === undefined) return foreign;
  ours ??= createOurs();
  ensureContextManager();
  return trace.setGlobalTracerProvider(ours) ? ours : foreign;
}

interface Proxied extends TracerProvider {
  getDelegate?(): TracerProvider;
  getDelegateTracer?(name: string): Tracer | undefined;
}
