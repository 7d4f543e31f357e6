import core from 'aws-xray-sdk-core';
import { applyOptions, type XRayFastifyPluginOptions } from './options.ts';

// biome-ignore lint/suspicious/noExplicitAny: objects of any version of Fastify
type Anything = any;

export type { XRayFastifyPluginOptions } from './options.ts';

/** A plugin of Fastify: each request is a segment, `request.segment` in manual mode. */
export type XRayFastifyPlugin = (fastify: Anything, options: XRayFastifyPluginOptions) => Promise<void>;

/**
 * Traces a Fastify server.
 * @example
 * await fastify.register(xRayFastifyPlugin, { segmentName: 'orders' });
 */
export const xRayFastifyPlugin: XRayFastifyPlugin = async (fastify, options) => {
  applyOptions(options, fastify.log);
  fastify.decorateRequest('segment', null);
  fastify.addHook('onRequest', onRequest).addHook('onError', onError);
};

// For the whole server, not only for the plugins that are registered by this one.
// Source: Fastify documentation, https://fastify.dev/docs/latest/Reference/Plugins/#handle-the-scope
Object.assign(xRayFastifyPlugin, {
  [Symbol.for('skip-override')]: true,
  [Symbol.for('fastify.display-name')]: 'xray',
  [Symbol.for('plugin-meta')]: { name: 'xray' },
});

function onRequest(request: Anything, reply: Anything, done: () => void): void {
  const { raw: req } = request;
  const { raw: res } = reply;
  // It ends with the response, by its status.
  const segment = core.middleware.traceRequestResponseCycle(req, res);
  request.segment ??= segment;
  if (!core.isAutomaticMode()) {
    done();
    return;
  }
  const namespace = core.getNamespace();
  namespace.bindEmitter(req);
  namespace.bindEmitter(res);
  namespace.run(() => {
    core.setSegment(segment);
    done();
  });
}

function onError(request: Anything, _reply: Anything, error: Error, done: () => void): void {
  request.segment?.addError(error);
  done();
}
