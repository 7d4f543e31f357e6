import { captureAsyncFunc, captureCallbackFunc, captureFunc } from './capture/capture.ts';
import { isSpanKeyKnown } from './context/cell-context.ts';
import {
  enableAutomaticMode,
  enableManualMode,
  getNamespace,
  getSegment,
  isAutomaticMode,
  isLambda,
  resolveManualSegmentParams,
  resolveSegment,
  setSegment,
  siblings,
} from './context/current.ts';
import { CONTEXT_MISSING_STRATEGY, contextMissingStrategy, setContextMissingStrategy } from './context/missing.ts';
import { SqlData } from './database/sql-data.ts';
import { getLogger, setLogger } from './ground/logger.ts';
import { configure } from './ground/settings.ts';
import { init } from './lambda/init.ts';
import { SqsMessageHelper } from './lambda/sqs-message-helper.ts';
import { middleware } from './middleware/mw-utils.ts';
import { appendAWSWhitelist, setAWSWhitelist } from './patch/aws-data.ts';
import { captureAWS, captureAWSClient } from './patch/aws-v2.ts';
import { captureAWSv3Client } from './patch/aws-v3.ts';
import { captureHTTPs, captureHTTPsGlobal } from './patch/http.ts';
import { capturePromise } from './patch/promise.ts';
import { config, EC2Plugin, ECSPlugin, ElasticBeanstalkPlugin } from './plugins/plugins.ts';
import { Segment } from './segments/segment.ts';
import { SegmentEmitter } from './segments/segment-emitter.ts';
import { SegmentUtils, setStreamingThreshold } from './segments/segment-utils.ts';
import { Subsegment } from './segments/subsegment.ts';
import { TraceID } from './segments/trace-id.ts';
import { setDaemonAddress } from './setup/daemon-config.ts';
import { prepareDefaultSetUp } from './setup/default-set-up.ts';
import * as utils from './utils.ts';
import { name, version } from './version.ts';

/** The object that `require('aws-xray-sdk-core')` returns. Programs stub its members, so it is mutable. */
export interface XRay {
  Segment: typeof Segment;
  Subsegment: typeof Subsegment;
  SegmentUtils: typeof SegmentUtils;
  TraceID: typeof TraceID;
  appendAWSWhitelist: typeof appendAWSWhitelist;
  captureAWS: typeof captureAWS;
  captureAWSClient: typeof captureAWSClient;
  captureAWSv3Client: typeof captureAWSv3Client;
  captureAsyncFunc: typeof captureAsyncFunc;
  captureCallbackFunc: typeof captureCallbackFunc;
  captureFunc: typeof captureFunc;
  captureHTTPs: typeof captureHTTPs;
  captureHTTPsGlobal: typeof captureHTTPsGlobal;
  capturePromise: typeof capturePromise;
  config: typeof config;
  configure: typeof configure;
  enableAutomaticMode: typeof enableAutomaticMode;
  enableManualMode: typeof enableManualMode;
  getLogger: typeof getLogger;
  getNamespace: typeof getNamespace;
  getSegment: typeof getSegment;
  isAutomaticMode: typeof isAutomaticMode;
  middleware: typeof middleware;
  resolveManualSegmentParams: typeof resolveManualSegmentParams;
  resolveSegment: typeof resolveSegment;
  setAWSWhitelist: typeof setAWSWhitelist;
  setContextMissingStrategy: typeof setContextMissingStrategy;
  setDaemonAddress: typeof setDaemonAddress;
  setLogger: typeof setLogger;
  setSegment: typeof setSegment;
  setStreamingThreshold: typeof setStreamingThreshold;
  database: { SqlData: typeof SqlData };
  plugins: {
    EC2Plugin: typeof EC2Plugin;
    ECSPlugin: typeof ECSPlugin;
    ElasticBeanstalkPlugin: typeof ElasticBeanstalkPlugin;
  };
  utils: typeof utils;
}

/** Parts that only deep imports reach. */
export interface Internals {
  SegmentEmitter: typeof SegmentEmitter;
  SqsMessageHelper: typeof SqsMessageHelper;
  contextMissing: {
    CONTEXT_MISSING_STRATEGY: typeof CONTEXT_MISSING_STRATEGY;
    contextMissingStrategy: typeof contextMissingStrategy;
  };
  init: typeof init;
}

const members: XRay = {
  Segment,
  Subsegment,
  SegmentUtils,
  TraceID,
  appendAWSWhitelist,
  captureAWS,
  captureAWSClient,
  captureAWSv3Client,
  captureAsyncFunc,
  captureCallbackFunc,
  captureFunc,
  captureHTTPs,
  captureHTTPsGlobal,
  capturePromise,
  config,
  configure,
  database: { SqlData },
  enableAutomaticMode,
  enableManualMode,
  getLogger,
  getNamespace,
  getSegment,
  isAutomaticMode,
  middleware,
  plugins: { EC2Plugin, ECSPlugin, ElasticBeanstalkPlugin },
  resolveManualSegmentParams,
  resolveSegment,
  setAWSWhitelist,
  setContextMissingStrategy,
  setDaemonAddress,
  setLogger,
  setSegment,
  setStreamingThreshold,
  utils: { ...utils },
};

const internals: Internals = {
  SegmentEmitter,
  SqsMessageHelper,
  contextMissing: { CONTEXT_MISSING_STRATEGY, contextMissingStrategy },
  init,
};

/** Creates the one object of the process and prepares the rest. */
export function createXRay(): XRay & { readonly internals: Internals } {
  const unknown = 'unknown';
  const { npm_package_name, npm_package_version } = process.env;
  SegmentUtils.setSDKData({ sdk: 'otel-xray', sdk_version: version, package: name });
  SegmentUtils.setServiceData({
    runtime: process.release?.name || unknown,
    runtime_version: process.version,
    version: npm_package_version || unknown,
    name: npm_package_name || unknown,
  });
  prepareDefaultSetUp();
  siblings.getSegment = () => members.getSegment();
  if (!isSpanKeyKnown())
    getLogger().warn('This version of @opentelemetry/api is not supported: spans of its API do not see setSegment().');
  if (isLambda()) init();
  return Object.defineProperties(members, {
    internals: { value: internals },
    // For programs compiled with interop of default imports, and for those without.
    __esModule: { value: true },
    default: { value: members },
  }) as XRay & { readonly internals: Internals };
}
