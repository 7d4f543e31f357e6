import http from 'node:http';
import https from 'node:https';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import core from 'aws-xray-sdk-core';

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

/**
 * Applies the options to the core.
 * @param defaultLogger in use where the options name none
 */
export function applyOptions(options: XRayFastifyPluginOptions, defaultLogger: unknown): void {
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
