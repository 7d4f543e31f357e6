import { withEntity } from '../context/active.ts';
import { isAutomaticMode, resolveManualSegmentParams, resolveSegment } from '../context/current.ts';
import { getLogger } from '../ground/logger.ts';
import { asClientCall } from '../segments/recording.ts';
import type { Subsegment } from '../segments/subsegment.ts';
import { getCauseTypeFromHttpStatus } from '../utils.ts';
import { awsData } from './aws-data.ts';
import { isTracingSuppressed } from './suppressed.ts';
import { awsCallHeader, callSubsegment } from './trace-header.ts';

// biome-ignore lint/suspicious/noExplicitAny: objects of any version of AWS SDK v2
type Anything = any;

/** The first version whose services can be customised. */
const MIN_VERSION = [2, 7, 15] as const;

/**
 * Traces the calls of all services of AWS SDK v2.
 * @returns the same object
 * @throws Error for a version before 2.7.15
 */
export function captureAWS<T>(awssdk: T): T {
  const sdk = awssdk as Anything;
  if (!isSupported(String(sdk.VERSION)))
    throw new Error(`AWS SDK version ${MIN_VERSION.join('.')} or greater required.`);
  for (const Service of Object.values(sdk) as Anything[])
    if (Service?.serviceIdentifier) Service.prototype.customizeRequests(captureRequest);
  return awssdk;
}

/** Traces the calls of one client of AWS SDK v2; returns the same client. */
export function captureAWSClient<T>(service: T): T {
  (service as Anything).customizeRequests(captureRequest);
  return service;
}

function isSupported(version: string): boolean {
  const parts = version.split('.').map(Number);
  for (const [index, least] of MIN_VERSION.entries()) {
    const part = parts[index] ?? Number.NaN;
    if (part !== least) return part > least;
  }
  return true;
}

function captureRequest(this: Anything, req: Anything): Anything {
  if (isTracingSuppressed()) return req;
  const parent = resolveSegment(resolveManualSegmentParams(req.params));
  if (!parent) {
    logMissing(`${this.serviceIdentifier}.${req.operation}`);
    return req;
  }
  const subsegment = asClientCall(() => callSubsegment(parent, this.serviceIdentifier));
  const { stack } = new Error();
  const build = (built: Anything): void => {
    if (!parent.noOp) built.httpRequest.headers['X-Amzn-Trace-Id'] = awsCallHeader(subsegment, parent);
  };
  const complete = (res: Anything): void => finish(subsegment, res, stack, this.throttledError);
  // The presigner alone emits this: there is no call.
  req.on('beforePresign', (signed: Anything) => {
    parent.removeSubsegment(subsegment);
    parent.decrementCounter();
    signed.removeListener('build', build);
    signed.removeListener('complete', complete);
  });
  req.on('build', build).on('complete', complete);
  runWith(req, subsegment);
  return req;
}

function runWith(req: Anything, subsegment: Subsegment): void {
  if (req.__send) return;
  req.__send = req.send;
  req.send = (callback: unknown) =>
    isAutomaticMode() ? withEntity(subsegment, () => req.__send(callback)) : req.__send(callback);
}

function finish(subsegment: Subsegment, res: Anything, stack: unknown, throttledError: unknown): void {
  const { error, httpResponse } = res;
  const status = httpResponse?.statusCode;
  subsegment.addAttribute('namespace', 'aws');
  subsegment.addAttribute('aws', awsData(res, subsegment.name));
  if (httpResponse) {
    const length = httpResponse.headers?.['content-length'];
    subsegment.addAttribute('http', { response: { status: status || '', ...(length && { content_length: length }) } });
    const isThrottled = typeof throttledError === 'function' && error && throttledError(error);
    if (status === 429 || isThrottled) subsegment.addThrottleFlag();
  }
  const flag = status ? getCauseTypeFromHttpStatus(status) : undefined;
  if (!error) {
    if (flag !== undefined) subsegment[flag] = true;
    subsegment.close();
    return;
  }
  if (flag === 'error') subsegment.addErrorFlag();
  subsegment.close({ message: error.message, name: error.code, stack } as Error, Boolean(status));
}

function logMissing(call: string): void {
  getLogger().info(
    isAutomaticMode()
      ? `Call ${call} is missing the sub/segment context for automatic mode. Ignoring.`
      : `Call ${call} requires a segment object on the request params as "XRaySegment" for tracing in manual mode. Ignoring.`,
  );
}
