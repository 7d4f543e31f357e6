// OpenTelemetry as a scenario's program has it: one SDK line, the instrumentations that it names, and a processor that remembers the spans.
import { createRequire, registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { AWSXRayPropagator } from '@otel-xray/propagator';
import { packageOf } from './instrumentations.mjs';
import { EPOCH_SECONDS } from './recording.ts';

/**
 * Registers the SDK of `sdk` (`sdk-2`, `sdk-3`) and the instrumentations.
 *
 * @param instrumentations package → its options, or a list of packages; a name without a slash is one of OpenTelemetry's
 */
export function startTracing({ sdk, instrumentations, service, requireLibrary }) {
  const require = createRequire(new URL(`../${sdk}/package.json`, import.meta.url));
  shareOneApi(require);

  const api = require('@opentelemetry/api');
  const core = require('@opentelemetry/core');
  const { trace, context, propagation } = api;
  const { AsyncLocalStorageContextManager } = require('@opentelemetry/context-async-hooks');
  const { CompositePropagator, W3CTraceContextPropagator, W3CBaggagePropagator } = core;
  const { resourceFromAttributes } = require('@opentelemetry/resources');
  const sdkTrace = require('@opentelemetry/sdk-trace');
  const { registerInstrumentations } = require('@opentelemetry/instrumentation');

  const spans = new SpanLog();
  const Provider = sdkTrace.TracerProvider ?? sdkTrace.BasicTracerProvider;
  const provider = new Provider({
    resource: resourceFromAttributes({ 'service.name': service }),
    idGenerator: countingIds(),
    spanProcessors: [spans],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(provider);
  propagation.setGlobalPropagator(
    new CompositePropagator({
      propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator(), new AWSXRayPropagator()],
    }),
  );
  const untracedPorts = new Set();
  const http = { ignoreIncomingRequestHook: ({ socket }) => untracedPorts.has(socket.localPort) };
  const made = Object.entries({ http, ...instrumentations }).map(([name, options]) =>
    make(name, options, { require, requireLibrary }),
  );
  registerInstrumentations({ tracerProvider: provider, instrumentations: made });
  // Instrumentations of Node's own modules wrap them at the first `require`; an `import` does not wait for that.
  for (const name of ['http', 'https', 'net', 'dns']) require(name);
  return { spans, context, core, api, untracedPorts, instrumentations: made };
}

function make(name, options, { require, requireLibrary }) {
  const exported = name.startsWith('@') ? requireLibrary(name) : require(packageOf(name));
  const [Instrumentation] = Object.entries(exported)
    .filter(([key, value]) => /Instrumentation$/.test(key) && typeof value === 'function')
    .map(([, value]) => value);
  return new Instrumentation(options);
}

/** Every package, the libraries' own too, sees the one API of the SDK line: two copies would keep two kinds of context. */
function shareOneApi(require) {
  const url = pathToFileURL(require.resolve('@opentelemetry/api')).href;
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === '@opentelemetry/api' ? { url, format: 'commonjs', shortCircuit: true } : next(specifier, context),
  });
}

/** Ids that count: the same in every run, in spans and in headers alike. */
function countingIds() {
  let traces = 0;
  let spans = 0;
  return {
    generateTraceId: () => EPOCH_SECONDS.toString(16) + (++traces).toString(16).padStart(24, '0'),
    generateSpanId: () => (++spans).toString(16).padStart(16, '0'),
  };
}

/** Remembers spans in the order of their ends. Times are ticks, one for each start and each end, as a clock would differ in every run. */
class SpanLog {
  #tick = 0;
  #open = new Map();
  #ended = [];
  #idle = [];

  onStart(span) {
    this.#open.set(span, this.#tick++);
  }

  onEnd(span) {
    const start = this.#open.get(span) ?? this.#tick++;
    this.#open.delete(span);
    this.#ended.push(plain(span, start, this.#tick++));
    if (this.#open.size === 0) for (const resolve of this.#idle.splice(0)) resolve();
  }

  forceFlush = async () => {};
  shutdown = async () => {};

  /** Resolves when no span is open; throws and names them when some are left open. */
  async idle(millis = 5_000) {
    // Layers and streams end their spans in a later turn.
    await new Promise((resolve) => setTimeout(resolve, 30));
    if (this.#open.size === 0) return;
    const { promise, resolve } = Promise.withResolvers();
    this.#idle.push(resolve);
    const timer = setTimeout(resolve, millis);
    await promise;
    clearTimeout(timer);
    if (this.#open.size > 0) console.error(`never ended: ${[...this.#open.keys()].map(({ name }) => name).join(', ')}`);
    this.#open.clear();
  }

  /** Gives the spans that have ended since the last call. */
  take() {
    this.#tick = 0;
    return this.#ended.splice(0);
  }
}

/** A span as a recording has it: what is empty is left out, times are ticks, and the scope's version stands with those of the packages. */
function plain(span, start, end) {
  const { traceId, spanId } = span.spanContext();
  const parent = span.parentSpanContext;
  const { name, version } = span.instrumentationScope;
  return {
    name: span.name,
    kind: span.kind,
    traceId,
    spanId,
    ...(parent !== undefined && { parent: parent.isRemote ? { ...contextOf(parent), isRemote: true } : parent.spanId }),
    start,
    end,
    scope: version === undefined ? name : `${name}@${version}`,
    ...(span.status.code !== 0 && { status: span.status }),
    attributes: { ...span.attributes },
    ...(span.events.length > 0 && {
      events: span.events.map(({ name, attributes = {} }) => ({ name, attributes: { ...attributes } })),
    }),
    ...(span.links.length > 0 && {
      links: span.links.map(({ context, attributes = {} }) => ({
        context: contextOf(context),
        attributes: { ...attributes },
      })),
    }),
  };
}

const contextOf = ({ traceId, spanId, traceFlags }) => ({ traceId, spanId, traceFlags });
