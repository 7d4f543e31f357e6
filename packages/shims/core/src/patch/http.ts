import { errorMonitor } from 'node:events';
import type * as http from 'node:http';
import type * as https from 'node:https';
import { withEntity } from '../context/active.ts';
import { isAutomaticMode, resolveManualSegmentParams, resolveSegment } from '../context/current.ts';
import { getLogger } from '../ground/logger.ts';
import { asClientCall } from '../segments/recording.ts';
import type { Segment } from '../segments/segment.ts';
import type { Subsegment } from '../segments/subsegment.ts';
import { getCauseTypeFromHttpStatus, objectWithoutProperties, stripQueryStringFromPath } from '../utils.ts';
import { isTracingSuppressed } from './suppressed.ts';
import { callHeader, callSubsegment } from './trace-header.ts';

/** Is given the subsegment of a call before it closes: with the response, or with `null` and the error. */
export type HttpSubsegmentCallback = (
  subsegment: Subsegment,
  req: http.ClientRequest,
  res: http.IncomingMessage | null,
  error: Error,
) => void;

type HttpModule = typeof http | typeof https;
// biome-ignore lint/suspicious/noExplicitAny: the overloads of `http.request`
type Request = (...args: any[]) => http.ClientRequest;
type Patched = { request: Request; get: Request; __request?: Request; __get?: Request };

/**
 * Patches `request` and `get` of a module in place, so that each call is a subsegment. A second call changes nothing.
 * @param downstreamXRayEnabled whether the services that are called record segments themselves
 */
export function captureHTTPsGlobal(
  mod: HttpModule,
  downstreamXRayEnabled?: boolean,
  subsegmentCallback?: HttpSubsegmentCallback,
): void {
  const patched = mod as unknown as Patched;
  if (!patched.__request) patch(patched, { downstreamXRayEnabled, subsegmentCallback });
}

/** Returns a copy of a module with `request` and `get` patched; a module that is patched already is returned as it is. */
export function captureHTTPs<T extends HttpModule>(
  mod: T,
  downstreamXRayEnabled?: boolean,
  subsegmentCallback?: HttpSubsegmentCallback,
): T {
  if ((mod as unknown as Patched).__request) return mod;
  const copy = { ...mod };
  patch(copy as unknown as Patched, { downstreamXRayEnabled, subsegmentCallback });
  return copy;
}

interface CallOptions {
  readonly downstreamXRayEnabled: boolean | undefined;
  readonly subsegmentCallback: HttpSubsegmentCallback | undefined;
}

function patch(mod: Patched, options: CallOptions): void {
  const { request, get } = mod;
  mod.__request = request;
  mod.__get = get;
  const writable = { configurable: true, enumerable: true, writable: true };
  Object.defineProperties(mod, {
    request: { value: capturing(() => mod.__request as Request, options), ...writable },
    get: { value: capturing(() => mod.__get as Request, options), ...writable },
  });
}

/** The options of a call, and its target. */
interface Call {
  // biome-ignore lint/suspicious/noExplicitAny: options of any caller
  options: any;
  url: URL | undefined;
  callback: ((res: http.IncomingMessage) => void) | undefined;
}

function capturing(original: () => Request, { downstreamXRayEnabled, subsegmentCallback }: CallOptions): Request {
  return (...args) => {
    const call = readCall(args);
    // A call that carries the header is captured elsewhere, as those of AWS clients are.
    if (call === undefined || call.options.headers?.['X-Amzn-Trace-Id'] || isTracingSuppressed())
      return original()(...args);
    if (isInstrumented(original())) return original()(...args);
    const { options, url } = call;
    const parent = resolveSegment(resolveManualSegmentParams(options));
    const target = url ?? options;
    const host = options.hostname || options.host || target.hostname || target.host || 'Unknown host';
    if (!parent) {
      logMissing(host, options.method, target.pathname || stripQueryStringFromPath(options.path));
      return original()(...args);
    }
    const subsegment = asClientCall(() => callSubsegment(parent, host));
    subsegment.namespace = 'remote';
    const response = onResponse(subsegment, call, { downstreamXRayEnabled, subsegmentCallback });
    const sent = withHeader(call, subsegment, parent);
    const req = url === undefined ? original()(sent, response) : original()(url, sent, response);
    req.on(errorMonitor, function (this: http.ClientRequest, error: Error & { code?: string }) {
      subsegmentCallback?.(subsegment, this, null, error);
      const status = subsegment.http?.response?.status;
      if (status !== undefined) {
        if (getCauseTypeFromHttpStatus(status) === 'error') subsegment.addErrorFlag();
        subsegment.close(error, true);
      } else {
        // A refused connection never reached the service.
        subsegment.addRemoteRequestData(this, null, error.code !== 'ECONNREFUSED' && Boolean(downstreamXRayEnabled));
        subsegment.close(error);
      }
    });
    return req;
  };
}

/** `(url, options?, callback?)` or `(options, callback?)`. */
function readCall([first, second, third]: unknown[]): Call | undefined {
  if (typeof second === 'object' && second !== null)
    return { options: second, url: urlOf(first), callback: third as Call['callback'] };
  if (!first) return undefined;
  const callback = second as Call['callback'];
  if (typeof first === 'string' || first instanceof URL) return { options: {}, url: urlOf(first), callback };
  return { options: first, url: undefined, callback };
}

function urlOf(value: unknown): URL | undefined {
  return value instanceof URL ? value : URL.canParse(String(value)) ? new URL(String(value)) : undefined;
}

/** The options are the caller's, who may use them again. */
function withHeader({ options }: Call, subsegment: Subsegment, parent: Segment | Subsegment): object {
  const sent = objectWithoutProperties(options, ['Segment'], true) as { headers?: object };
  if (parent.noOp) return sent;
  const header = { 'X-Amzn-Trace-Id': callHeader(subsegment, parent) };
  sent.headers = Array.isArray(sent.headers)
    ? [...sent.headers, ...Object.entries(header).flat()]
    : { ...sent.headers, ...header };
  return sent;
}

function onResponse(subsegment: Subsegment, { callback }: Call, options: CallOptions) {
  const { downstreamXRayEnabled, subsegmentCallback } = options;
  return (res: http.IncomingMessage & { req: http.ClientRequest }): void => {
    res.on('end', () => {
      (subsegmentCallback as ((sub: Subsegment, req: unknown, res: unknown) => void) | undefined)?.(
        subsegment,
        res.req,
        res,
      );
      if (res.statusCode === 429) subsegment.addThrottleFlag();
      const flag = getCauseTypeFromHttpStatus(res.statusCode as number);
      if (flag !== undefined) subsegment[flag] = true;
      subsegment.addRemoteRequestData(res.req, res, Boolean(downstreamXRayEnabled));
      subsegment.close();
    });
    if (typeof callback === 'function') {
      if (isAutomaticMode()) withEntity(subsegment, () => callback(res));
      else callback(res);
    } else if (res.req.listenerCount('response') === 0) {
      // Nobody reads the response, and without a reader it never ends.
      res.resume();
    }
  };
}

/** Whether an instrumentation of OpenTelemetry has wrapped the function: it makes the span of the call. */
function isInstrumented(request: Request): boolean {
  return (request as { __wrapped?: boolean }).__wrapped === true;
}

function logMissing(host: string, method: string | undefined, path: string): void {
  const text = `[ host: ${host}${method ? `, method: ${method}` : ''}, path: ${path} ]`;
  getLogger().info(
    isAutomaticMode()
      ? `Options for request ${text} is missing the sub/segment context for automatic mode. Ignoring.`
      : `Options for request ${text} requires a segment object on the options params as "XRaySegment" for tracing in manual mode. Ignoring.`,
  );
}
