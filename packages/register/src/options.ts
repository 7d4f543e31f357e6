import type { TextMapPropagator } from '@opentelemetry/api';
import type { Instrumentation as OTelInstrumentation } from '@opentelemetry/instrumentation';
import type { ResourceDetector } from '@opentelemetry/resources';
import type { IdGenerator, Sampler, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { AWSXRaySpanProcessor } from '@otel-xray/exporter';
import { wrongOption } from '@otel-xray/runtime/options';

/** Options of the span processor that is made here: `target`, `daemonAddress`, the translator's options. Each also accepts `'auto'`. */
type ProcessorOptions = NonNullable<ConstructorParameters<typeof AWSXRaySpanProcessor>[0]>;

/** A list whose default has a name: `['auto', mine]` is the default and one more. */
export type AutoList<Item> = 'auto' | readonly ('auto' | Item)[];

type Auto<Options> = { readonly [Name in keyof Options]?: Options[Name] | 'auto' };

/** Any instrumentation of OpenTelemetry. */
export type Instrumentation = OTelInstrumentation;

/** How much of `diag` is printed, least first. */
export type LogLevel = 'none' | 'error' | 'warn' | 'info' | 'debug' | 'verbose';

/** The options that are ours; the span processor's stand beside them in {@link RegisterOptions}. */
export interface WiringOptions {
  /**
   * The name of the service, which is its node on the map. Default: `OTEL_SERVICE_NAME`, `service.name` in
   * `OTEL_RESOURCE_ATTRIBUTES`, `AWS_XRAY_TRACING_NAME`, `AWS_LAMBDA_FUNCTION_NAME`, the name in the `package.json` nearest
   * to the program, `unknown_service:node`; the first that is there.
   */
  readonly serviceName?: 'auto' | (string & {});
  /** Default: {@link AWSXRayIdGenerator}, whose trace ids begin with the time, as X-Ray demands. */
  readonly idGenerator?: 'auto' | IdGenerator;
  /**
   * Read and written in this order; of two that find a trace the later one wins. Default: `OTEL_PROPAGATORS`, else W3C trace
   * context, W3C baggage and X-Ray, which adopts the trace id of a load balancer; in Lambda the last is the Lambda propagator.
   */
  readonly propagators?: AutoList<TextMapPropagator>;
  /**
   * Default: `OTEL_TRACES_SAMPLER` (`xray` included), else parent-based. X-Ray's rules decide where a daemon, an agent or Local X-Ray
   * answers, whose own rule samples everything. Without an answer, the first request of each second and 5 % of the others are sampled.
   * Always on where `target` is an object.
   */
  readonly sampler?: 'auto' | Sampler;
  /** Default: one `AWSXRaySpanProcessor` with the options given beside this one. */
  readonly spanProcessors?: AutoList<SpanProcessor>;
  /**
   * One of each `instrumentationName`: a given one replaces the one of `'auto'`. Default: `http`, the AWS SDK (its inner HTTP spans left
   * out), `undici`, which is also the global `fetch`, and those installed beside the application for libraries that are installed too.
   */
  readonly instrumentations?: AutoList<Instrumentation | Instrumentation[]>;
  /**
   * Sources of the resource; of two that find an attribute the later one wins. Default: host, process, and the AWS ones
   * (EC2's on its instances only, and not under `AWS_EC2_METADATA_DISABLED=true`; in Lambda only Lambda's), then
   * `OTEL_RESOURCE_ATTRIBUTES`.
   */
  readonly resourceDetectors?: AutoList<ResourceDetector>;
  /**
   * The signals that flush, shut down and end the process with 128 + the signal's number, unless the application listens for
   * them too. Default: `SIGTERM`, `SIGINT` and `SIGHUP`. `[]` leaves signals alone.
   */
  readonly signals?: AutoList<NodeJS.Signals>;
  /**
   * Whether the loader hook is installed that lets instrumentations reach what ES modules import. Default: yes. `false` where
   * the program installs it itself.
   */
  readonly moduleHook?: 'auto' | boolean;
  /**
   * Level at which `diag` prints to the console. Default: `OTEL_LOG_LEVEL`, else `debug` under `AWS_XRAY_DEBUG_MODE`, else
   * `AWS_XRAY_LOG_LEVEL`, else `warn`. A logger that the program has set stays.
   */
  readonly logLevel?: 'auto' | LogLevel;
}

/** All options of {@link registerXRay}. All keys are optional, and `'auto'` is each one's default. */
export interface RegisterOptions extends WiringOptions, Auto<Omit<ProcessorOptions, keyof WiringOptions>> {}

/** The options once checked: ours, `'auto'` where not given, and what is handed on to the span processor. */
export interface CheckedOptions extends Required<WiringOptions> {
  readonly processor: ProcessorOptions;
}

/**
 * Checks the options that are ours and sorts out those of the span processor, which checks its own.
 * @throws TypeError that names the option, the value and what was expected
 */
export function checkOptions(options: RegisterOptions): CheckedOptions {
  const { serviceName, idGenerator, propagators, sampler, spanProcessors, ...others } = options;
  const { instrumentations, resourceDetectors, signals, moduleHook, logLevel, ...processor } = others;
  return {
    serviceName: expect('serviceName', serviceName, isName, 'a non-empty string'),
    idGenerator: expect('idGenerator', idGenerator, has('generateTraceId', 'generateSpanId'), 'an IdGenerator'),
    propagators: expectList('propagators', propagators, has('inject', 'extract', 'fields'), 'TextMapPropagators'),
    sampler: expect('sampler', sampler, has('shouldSample'), 'a Sampler'),
    spanProcessors: expectList('spanProcessors', spanProcessors, has('onStart', 'onEnd', 'shutdown'), 'SpanProcessors'),
    instrumentations: expectList('instrumentations', instrumentations, isInstrumentation, 'Instrumentations'),
    resourceDetectors: expectList('resourceDetectors', resourceDetectors, has('detect'), 'ResourceDetectors'),
    signals: expectList('signals', signals, (item) => typeof item === 'string' && /^SIG/.test(item), 'signal names'),
    moduleHook: expect('moduleHook', moduleHook, (value) => typeof value === 'boolean', 'true or false'),
    logLevel: expect('logLevel', logLevel, isLogLevel, `one of ${LOG_LEVELS.map((level) => `"${level}"`).join(', ')}`),
    processor: withoutAuto(processor) as ProcessorOptions,
  };
}

/** The levels in order, as `DiagLogLevel` has them. */
export const LOG_LEVELS: readonly LogLevel[] = ['none', 'error', 'warn', 'info', 'debug', 'verbose'];

type Test = (value: unknown) => boolean;

function expect<Value>(option: string, value: Value | undefined, test: Test, expected: string): Value | 'auto' {
  if (value === undefined || value === 'auto') return 'auto';
  if (test(value)) return value;
  throw wrongOption(option, value, `"auto" or ${expected}`);
}

function expectList<Item>(
  option: string,
  list: AutoList<Item> | undefined,
  test: Test,
  expected: string,
): AutoList<Item> {
  if (list === undefined || list === 'auto') return 'auto';
  const expectation = `"auto" or a list of "auto" and ${expected}`;
  if (!Array.isArray(list)) throw wrongOption(option, list, expectation);
  const wrong = list.findIndex((item) => item !== 'auto' && !test(item));
  if (wrong === -1) return list;
  throw wrongOption(`${option}[${wrong}]`, list[wrong], `${expectation}`);
}

const has =
  (...methods: string[]): Test =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    methods.every((method) => typeof (value as Record<string, unknown>)[method] === 'function');

const isName: Test = (value) => typeof value === 'string' && value.trim() !== '';
const isLogLevel: Test = (value) => (LOG_LEVELS as readonly unknown[]).includes(value);
// `getNodeAutoInstrumentations()` returns a list, which NodeSDK accepts inside its own.
const isInstrumentation: Test = (value) => [value].flat().every(has('enable', 'disable', 'setTracerProvider'));

function withoutAuto(options: object): object {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== 'auto' && value !== undefined));
}
