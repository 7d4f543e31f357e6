import { isMainThread } from 'node:worker_threads';
import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { endWithProcess } from './at-exit.ts';
import type { StoppableSampler } from './auto-sampler.ts';
import { installedModules } from './installed-modules.ts';
import { hookingPackages } from './instrumentations.ts';
import { logger, printToConsole } from './logger.ts';
import { installModuleHooks, isLoaderThread, patchBuiltins } from './module-hook.ts';
import { noticeOfPreload, noticeOfRuntime } from './notices.ts';
import { type CheckedOptions, checkOptions, type RegisterOptions } from './options.ts';
import * as resolve from './resolve.ts';
import { spanLimitsFromEnv } from './span-limits.ts';

/** Result of {@link registerXRay}. */
export interface Registration {
  /** The tracer provider, registered; under `OTEL_SDK_DISABLED=true` or `AWS_XRAY_SDK_ENABLED=false` one that exports nothing. */
  readonly sdk: TracerProvider;
  /** Sends everything and stops. Never rejects; called again it gives the same promise. */
  shutdown(): Promise<void>;
}

/**
 * Traces this process to AWS X-Ray: ids, propagation, span processor, instrumentations and resource, wired into
 * OpenTelemetry's SDK and registered. Called before the modules that it shall instrument are loaded, best in a file of its own given to
 * `node --import`;
 * `node --import @otel-xray/register/auto` does it without a file.
 *
 * A second call changes nothing and gives the first one's registration, with a warning.
 * Source: https://opentelemetry.io/docs/languages/js/getting-started/nodejs/
 * @throws TypeError for a wrong option, naming it, its value and what was expected
 * @example
 * import { registerXRay } from '@otel-xray/register';
 * registerXRay({ serviceName: 'orders', indexedAttributes: ['customer.id'] });
 */
export function registerXRay(options: RegisterOptions = {}): Registration {
  const checked = checkOptions(options);
  const shared = globalThis as { [REGISTRATION]?: Registration };
  if (shared[REGISTRATION]) {
    logger().warn('registerXRay() was called again: the first registration stays, the options of this one are unused');
    return shared[REGISTRATION];
  }
  const off = isLoaderThread() || resolve.isSwitchedOff(process.env);
  shared[REGISTRATION] = off ? switchedOff() : start(checked);
  return shared[REGISTRATION];
}

// Shared by the two builds, one of which a preload may have used and the other the application.
const REGISTRATION: unique symbol = Symbol.for('@otel-xray/register');

watchPreload();

/** Says that nothing is traced, once: a few seconds after the start, or when a shorter program ends. */
function watchPreload(): void {
  const notice = noticeOfPreload(process);
  if (notice === undefined || !isMainThread || resolve.isSwitchedOff(process.env)) return;
  const say = (): void => {
    clearTimeout(timer);
    process.off('exit', say);
    if (!(REGISTRATION in globalThis)) console.warn(`@otel-xray/register: ${notice}`);
  };
  const timer = setTimeout(say, 3_000).unref();
  process.on('exit', say);
}

const HTTP = '@opentelemetry/instrumentation-http';

function start(options: CheckedOptions): Registration {
  const { env, argv } = process;
  const level = resolve.toLogLevel(options, env);
  printToConsole(level);
  const problem = noticeOfRuntime(process);
  if (problem) logger().warn(problem);
  // First, since it throws for a wrong option of the processor: until then nothing has been changed.
  const spanProcessors = resolve.toSpanProcessors(options);
  const modules = installedModules(argv[1], process.cwd());
  const instrumentations = resolve.toInstrumentations(options, env, modules);
  // Whoever installs no hook of ours has one.
  const hasHook = options.moduleHook === false || installModuleHooks(hookingPackages(instrumentations, modules));
  if (instrumentations.some(({ instrumentationName }) => instrumentationName === HTTP))
    patchBuiltins(['http', 'https'], hasHook);

  // Created before the sampler, since sampling rules depend on the service too.
  const resource = resolve.toResource(options, env, argv[1]);
  const sampler = resolve.toSampler(options, env, resource);
  const sdk = new TracerProvider({
    sampler,
    spanProcessors,
    idGenerator: resolve.toIdGenerator(options),
    resource,
    spanLimits: spanLimitsFromEnv(),
  });
  // Not by NodeSDK: it loads metrics, logs and every exporter of OTLP, three quarters of the files.
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(resolve.toPropagator(options, env));
  trace.setGlobalTracerProvider(sdk);
  registerInstrumentations({ instrumentations, tracerProvider: sdk });

  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    // One that was given is its owner's to stop.
    if (options.sampler === 'auto') await (sampler as StoppableSampler).shutdown?.();
    await sdk.shutdown();
  };
  const shutdown = (): Promise<void> => {
    stopped ??= stop().catch((error) => logger().error('could not shut down cleanly', error));
    return stopped;
  };
  const flush = async (): Promise<void> => {
    await Promise.allSettled(spanProcessors.map((processor) => processor.forceFlush()));
  };
  endWithProcess(resolve.toSignals(options), { flush, shutdown });
  return { sdk, shutdown };
}

function switchedOff(): Registration {
  return {
    sdk: new TracerProvider(),
    shutdown: () => Promise.resolve(),
  };
}
