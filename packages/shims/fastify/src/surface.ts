import http from 'node:http';
import https from 'node:https';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import core from 'aws-xray-sdk-core';

// biome-ignore lint/suspicious/noExplicitAny: objects of any version of Fastify
type Anything = any;

/** Options of the plugin; all but `segmentName` are optional. */
export interface XRayFastifyPluginOptions {
  /** Name of the segments, unless `AWS_XRAY_TRACING_NAME` or dynamic naming gives another. */
  segmentName: string;
  /** Whether the calls of AWS SDK v2 are traced. Default `false`. */
  captureAWS?: boolean;
  /** Whether the calls of `http` and `https` are traced. Default `false`. */
  captureHTTP?: boolean;
  /** Whether promises are patched. Default `false`. */
  capturePromises?: boolean;
  /** The logger of the SDK. Default: that of the server. */
  // biome-ignore lint/suspicious/noExplicitAny: loggers of any library
  logger?: any;
  /** Whether the current segment is found by itself. Default `true`. */
  automaticMode?: boolean;
  /** Plugins of the SDK. */
  // biome-ignore lint/suspicious/noExplicitAny: plugins of either core
  plugins?: any[];
}

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

/**
 * Applies the options to the core.
 * @param defaultLogger in use where the options name none
 */
function applyOptions(options: XRayFastifyPluginOptions, defaultLogger: unknown): void {
  core.setLogger((options.logger ?? defaultLogger) as Parameters<typeof core.setLogger>[0]);
  if (!options.segmentName) throw new Error('segmentName is required');
  core.middleware.setDefaultName(options.segmentName);
  if (options.automaticMode ?? true) core.enableAutomaticMode();
  else core.enableManualMode();
  if (options.plugins) core.config(options.plugins);
  // The application's own copy, which is no dependency of this package.
  if (options.captureAWS) core.captureAWS(createRequire(join(process.cwd(), 'package.json'))('aws-sdk'));
  if (options.captureHTTP) for (const mod of [http, https]) core.captureHTTPsGlobal(mod, true);
  if (options.capturePromises) core.capturePromise();
}
