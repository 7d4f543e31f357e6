// biome-ignore lint/suspicious/noExplicitAny: the core of the X-Ray SDK or its replacement, and any module of fetch
type Anything = any;

/** Is given the subsegment of a call before it closes: with the response, or with `null` and the error. */
export type FetchSubsegmentCallback = (subsegment: Anything, req: Anything, res: Anything, error?: Error) => void;

/** The functions of the package. */
export interface FetchCapture {
  /** Replaces the global `fetch` by one whose calls are subsegments, and returns it. A second call changes nothing. */
  captureFetchGlobal(
    downstreamXRayEnabled?: boolean,
    subsegmentCallback?: FetchSubsegmentCallback,
  ): typeof globalThis.fetch;
  /** Replaces `default` of a module such as `node-fetch`, and returns it; `null` for a module without. */
  captureFetchModule(
    module: Anything,
    downstreamXRayEnabled?: boolean,
    subsegmentCallback?: FetchSubsegmentCallback,
  ): Anything;
  /** Returns a function whose calls are subsegments, and replaces nothing. */
  enableCapture<Fetch, Request>(
    fetch: Fetch,
    request: Request,
    downstreamXRayEnabled?: boolean,
    subsegmentCallback?: FetchSubsegmentCallback,
  ): Fetch;
}

interface Options {
  readonly downstream: boolean;
  readonly callback: FetchSubsegmentCallback | undefined;
}

/** Creates the functions for a core, and gives its subsegments the method `addFetchRequestData`. */
export function createFetch(core: Anything): FetchCapture {
  core.Subsegment.prototype.addFetchRequestData = addFetchRequestData;
  const enableCapture = (base: Anything, RequestClass: Anything, downstream?: boolean, callback?: Anything): Anything =>
    capturing(core, base, RequestClass, { downstream: Boolean(downstream), callback });
  return {
    enableCapture,
    captureFetchGlobal: (downstream, callback) => {
      const globals = globalThis as Anything;
      if (globals.fetch === undefined) throw new Error('Global fetch is not available in NodeJS');
      if (!globals.__fetch) {
        globals.__fetch = globals.fetch;
        globals.fetch = enableCapture(globals.__fetch, globals.Request, downstream, callback);
      }
      return globals.fetch;
    },
    captureFetchModule: (module, downstream, callback) => {
      if (!module.default) {
        core.getLogger().warn('X-ray capture did not find fetch function in module');
        return null;
      }
      if (!module.__fetch) {
        module.__fetch = module.default;
        module.default = enableCapture(module.__fetch, module.Request, downstream, callback);
      }
      return module.default;
    },
  };
}

function addFetchRequestData(this: Anything, request: Anything, response: Anything, downstream?: boolean): void {
  const length = Number.parseInt(response?.headers?.get('content-length') ?? '', 10);
  this.http = {
    request: { url: request.url?.toString() ?? '', method: request.method ?? '' },
    ...(response && {
      response: { status: response.status, ...(!Number.isNaN(length) && { content_length: length }) },
    }),
  };
  if (downstream) this.traced = true;
}

// Known by its description, as every SDK of OpenTelemetry reads it; the exporter's own requests are marked so.
const SUPPRESS_TRACING: symbol = Symbol.for('OpenTelemetry SDK Context Key SUPPRESS_TRACING');
const API: symbol = Symbol.for('opentelemetry.js.api.1');

function isTracingSuppressed(): boolean {
  const { context } = (globalThis as Anything)[API] ?? {};
  return context?.active()?.getValue(SUPPRESS_TRACING) === true;
}

function capturing(core: Anything, base: Anything, RequestClass: Anything, options: Options): Anything {
  return async (...args: Anything[]) => {
    const [target, init] = args;
    const isRequest = typeof target === 'object' && target?.headers !== undefined;
    const segment = core.resolveManualSegmentParams(init);
    const request = isRequest && init === undefined ? target : new RequestClass(...args);
    if (request.headers.has('X-Amzn-Trace-Id') || isTracingSuppressed()) return base(...args);
    const parent = core.resolveSegment(segment);
    const url = new URL(request.url);
    if (!parent) {
      logMissing(core, `[ host: ${url.hostname}, method: ${request.method}, path: ${url.pathname} ]`);
      return base(...args);
    }
    const subsegment = parent.notTraced
      ? parent.addNewSubsegmentWithoutSampling(url.hostname)
      : parent.addNewSubsegment(url.hostname);
    subsegment.namespace = 'remote';
    if (!parent.noOp) request.headers.set('X-Amzn-Trace-Id', headerOf(subsegment, parent));
    const run = (): Promise<Anything> => call(core, base, request, subsegment, options);
    if (!core.isAutomaticMode()) return run();
    return core.getNamespace().runPromise(async () => {
      core.setSegment(subsegment);
      return run();
    });
  };
}

function headerOf(subsegment: Anything, parent: Anything): string {
  const { trace_id } = parent.segment ?? parent;
  return `Root=${trace_id};Parent=${subsegment.id};Sampled=${subsegment.notTraced ? '0' : '1'}`;
}

async function call(
  core: Anything,
  base: Anything,
  request: Anything,
  subsegment: Anything,
  { downstream, callback }: Options,
): Promise<Anything> {
  // The body of a request can be read once, and the callback may read it too.
  const sent = request.clone();
  let response: Anything;
  try {
    response = await base(sent);
  } catch (error) {
    callback?.(subsegment, sent, null, error as Error);
    const isReached = ((error as Anything).code ?? (error as Anything).cause?.code) !== 'ECONNREFUSED';
    subsegment.addErrorFlag();
    subsegment.addFetchRequestData(sent, undefined, isReached && downstream);
    subsegment.close(error);
    throw error;
  }
  callback?.(subsegment, sent, response);
  if (response.status === 429) subsegment.addThrottleFlag();
  const flag = core.utils.getCauseTypeFromHttpStatus(response.status);
  if (flag) subsegment[flag] = true;
  subsegment.addFetchRequestData(sent, response, downstream);
  subsegment.close();
  return response;
}

function logMissing(core: Anything, request: string): void {
  core
    .getLogger()
    .info(
      core.isAutomaticMode()
        ? `RequestInit for request ${request} is missing the sub/segment context for automatic mode. Ignoring.`
        : `RequestInit for request ${request} requires a segment object on the options params as "XRaySegment" for tracing in manual mode. Ignoring.`,
    );
}
