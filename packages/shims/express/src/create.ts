import type { IncomingMessage, ServerResponse } from 'node:http';

// biome-ignore lint/suspicious/noExplicitAny: the core of the X-Ray SDK, or its replacement
type Core = any;

/** Passes a request on, with an error where there is one. */
type Next = (error?: unknown) => void;

/** A middleware of Express. */
export type RequestHandler = (req: IncomingMessage & { segment?: object }, res: ServerResponse, next: Next) => void;

/** A middleware of Express for errors. */
export type ErrorRequestHandler = (
  err: unknown,
  req: IncomingMessage & { segment?: object },
  res: ServerResponse,
  next: Next,
) => void;

/** The functions of the package. */
export interface ExpressMiddleware {
  /**
   * Creates the middleware that starts the segment of each request; use it before all routes.
   * @param defaultName name of the segments, unless `AWS_XRAY_TRACING_NAME` or dynamic naming gives another
   * @throws Error for an empty name
   */
  openSegment(defaultName: string): RequestHandler;
  /** Creates the middleware that adds errors to the segment; use it after all routes. The response ends the segment. */
  closeSegment(): ErrorRequestHandler;
}

/** Creates the functions for a core. */
export function createExpress(core: Core): ExpressMiddleware {
  return {
    openSegment: (defaultName) => {
      if (!defaultName || typeof defaultName !== 'string')
        throw new Error('Default segment name was not supplied.  Please provide a string.');
      core.middleware.setDefaultName(defaultName);
      return (req, res, next) => {
        const segment = core.middleware.traceRequestResponseCycle(req, res);
        if (!core.isAutomaticMode()) {
          req.segment = segment;
          next?.();
          return;
        }
        const namespace = core.getNamespace();
        namespace.bindEmitter(req);
        namespace.bindEmitter(res);
        namespace.run(() => {
          core.setSegment(segment);
          next?.();
        });
      };
    },
    closeSegment: () => (err, req, _res, next) => {
      const segment = core.resolveSegment(req.segment);
      if (segment && err) {
        segment.addError(err);
        core.getLogger().debug('Added Express server fault to segment');
      }
      next?.(err);
    },
  };
}
