import type { IncomingMessage, ServerResponse } from 'node:http';
import core from 'aws-xray-sdk-core';

/** The part of Koa's context that is used. */
export interface KoaContext {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  segment?: object;
}

/**
 * Creates the middleware that starts the segment of each request; use it before all others. In manual mode the segment is `ctx.segment`.
 * @param defaultName name of the segments, unless `AWS_XRAY_TRACING_NAME` or dynamic naming gives another
 * @throws Error for an empty name
 */
export function openSegment(defaultName: string): (ctx: KoaContext, next: () => Promise<unknown>) => Promise<unknown> {
  if (!defaultName || typeof defaultName !== 'string')
    throw new Error('Default segment name was not supplied. Please provide a string.');
  core.middleware.setDefaultName(defaultName);
  return async (ctx, next) => {
    const segment = core.middleware.traceRequestResponseCycle(ctx.req, ctx.res);
    const run = async (): Promise<unknown> => {
      try {
        return await next();
      } catch (error) {
        segment.addError(error as Error);
        throw error;
      }
    };
    ctx.segment = segment;
    if (!core.isAutomaticMode()) return run();
    const namespace = core.getNamespace();
    namespace.bindEmitter(ctx.req);
    namespace.bindEmitter(ctx.res);
    return namespace.runPromise(async () => {
      core.setSegment(segment);
      return run();
    });
  };
}
