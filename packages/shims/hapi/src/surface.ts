import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import core from 'aws-xray-sdk-core';

// biome-ignore lint/suspicious/noExplicitAny: objects of any version of hapi, and of either core
type Anything = any;

/** Options of the plugin; all are optional. */
export interface HapiXRayOptions {
  /** Name of the segments. Default: name and version of the application's package.json. */
  segmentName?: string;
  /** Whether the calls of AWS SDK v2 are traced. Default `false`. */
  captureAWS?: boolean;
  /** Whether the calls of `http` and `https` are traced. Default `false`. */
  captureHTTP?: boolean;
  /** Whether promises are patched. Default `false`. */
  capturePromises?: boolean;
  /** The logger of the SDK. Default: the console. */
  logger?: Anything;
  /** Whether the current segment is found by itself. Default `true`. */
  automaticMode?: boolean;
  /** Plugins of the SDK. */
  plugins?: Anything[];
}

/** The plugin of hapi: each request is a segment, `request.segment`. */
export const plugin: {
  readonly name: string;
  readonly once: boolean;
  readonly version: string;
  register(server: Anything, options?: HapiXRayOptions): void;
} = { name: 'hapi-xray', once: true, version: '3.12.2', register };

function register(server: Anything, options: HapiXRayOptions = {}): void {
  apply(options);
  server.ext({ type: 'onRequest', method: onRequest });
  server.events.on({ name: 'request', channels: 'error' }, (request: Anything, event: Anything) =>
    request.segment?.addError(event.error),
  );
  server.events.on('response', onResponse);
}

function apply(options: HapiXRayOptions): void {
  core.setLogger(options.logger ?? console);
  core.middleware.setDefaultName(options.segmentName || nameOfApplication());
  if (options.automaticMode ?? true) core.enableAutomaticMode();
  else core.enableManualMode();
  if (options.plugins) core.config(options.plugins);
  // The application's own copy, which is no dependency of this package.
  if (options.captureAWS) core.captureAWS(createRequire(join(process.cwd(), 'package.json'))('aws-sdk'));
  if (options.captureHTTP) for (const mod of [http, https]) core.captureHTTPsGlobal(mod, true);
  if (options.capturePromises) core.capturePromise();
}

function nameOfApplication(): string {
  try {
    const { name = 'service', version = 'v1' } = JSON.parse(readFileSync(join(process.cwd(), 'package.json'), 'utf8'));
    return `${name}_${version}`;
  } catch {
    return 'service';
  }
}

async function onRequest(request: Anything, h: Anything): Promise<unknown> {
  const { middleware } = core;
  const { req, res } = request.raw;
  const header = middleware.processHeaders(request);
  const segment = new core.Segment(middleware.resolveName(request.headers.host), header['root'], header['parent']);
  res.req = req;
  middleware.resolveSampling(header, segment, res);
  segment.addIncomingRequestData(new middleware.IncomingRequestData(req));
  if (core.isAutomaticMode()) {
    const namespace = core.getNamespace();
    namespace.bindEmitter(req);
    namespace.bindEmitter(res);
    // hapi runs the handler after this function, not inside it.
    const entered = namespace.createContext();
    namespace.enter(entered);
    core.setSegment(segment);
    request.plugins ??= {};
    request.plugins.hapiXray = { xrayNamespace: namespace, xrayContext: entered };
  }
  request.segment = segment;
  return h.continue;
}

function onResponse(request: Anything): void {
  const { segment, response, plugins } = request;
  if (segment && !segment.isClosed()) {
    const { statusCode } = response ?? {};
    if (statusCode === 429) segment.addThrottleFlag();
    const flag = statusCode ? core.utils.getCauseTypeFromHttpStatus(statusCode) : undefined;
    if (flag) segment[flag] = true;
    if (response) segment.http?.close(response);
    segment.close();
  }
  const { xrayNamespace, xrayContext } = plugins?.hapiXray ?? {};
  if (xrayContext) xrayNamespace.exit(xrayContext);
}
