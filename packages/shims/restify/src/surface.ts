import core from 'aws-xray-sdk-core';

// biome-ignore lint/suspicious/noExplicitAny: requests of any version of Restify
type Anything = any;

/** The part of a Restify server that is used. */
export interface RestifyServer {
  use(handler: (req: Anything, res: Anything, next: () => void) => void): unknown;
  on(event: string, listener: (...args: Anything[]) => void): unknown;
}

/** Segment of each request: one request must not see that of another. */
const segments: WeakMap<object, Anything> = new WeakMap();

/**
 * Traces a server: each request is a segment. In manual mode it is `req.segment`.
 * @param defaultName name of the segments, unless `AWS_XRAY_TRACING_NAME` or dynamic naming gives another
 * @throws Error for a missing server or an empty name
 */
export function enable(server: RestifyServer, defaultName: string): void {
  if (!server) throw new Error('Restify server instance to enable was not provided. Please provide a server.');
  if (!defaultName || typeof defaultName !== 'string')
    throw new Error('Default segment name was not supplied.  Please provide a string.');
  core.middleware.setDefaultName(defaultName);
  server.use((req, res, next) => {
    const segment = core.middleware.traceRequestResponseCycle(req, res);
    segments.set(req, segment);
    if (!core.isAutomaticMode()) {
      if (typeof req.set === 'function') req.set('XRaySegment', segment);
      req.segment = segment;
      next();
      return;
    }
    const namespace = core.getNamespace();
    namespace.bindEmitter(req);
    namespace.bindEmitter(res);
    namespace.run(() => {
      core.setSegment(segment);
      next();
    });
  });
  server.on('uncaughtException', (req, _res, _route, error) => {
    segments.get(req)?.close(error);
  });
  server.on('after', (req, _res, _route, error) => {
    if (error) segments.get(req)?.addError(error);
  });
}
