import type { ServerResponse } from 'node:http';
import { getLogger } from '../ground/logger.ts';
import { safeParseInt } from '../utils.ts';

/** Data that each new segment receives, and functions that segments share. A mutable object, as in the SDK. */
export interface SegmentUtilsType {
  streamingThreshold: number;
  origin?: string;
  pluginData?: object;
  sdkData?: object;
  serviceData?: unknown;
  /** Returns epoch seconds with fractions. */
  getCurrentTime(): number;
  setOrigin(origin: string): void;
  setPluginData(pluginData: object): void;
  setSDKData(sdkData: object): void;
  // biome-ignore lint/suspicious/noExplicitAny: the SDK's signature
  setServiceData(serviceData: any): void;
  setStreamingThreshold(threshold: number): void;
  getStreamingThreshold(): number;
  getHttpResponseData(res: ServerResponse): object;
  // biome-ignore lint/suspicious/noExplicitAny: the SDK's signature
  getJsonStringifyReplacer(): (key: string, value: any) => any;
}

/** The SDK's `SegmentUtils`. */
export const SegmentUtils: SegmentUtilsType = {
  streamingThreshold: 100,
  getCurrentTime: () => Date.now() / 1_000,
  setOrigin: (origin) => {
    SegmentUtils.origin = origin;
  },
  setPluginData: (pluginData) => {
    SegmentUtils.pluginData = pluginData;
  },
  setSDKData: (sdkData) => {
    SegmentUtils.sdkData = sdkData;
  },
  setServiceData: (serviceData) => {
    SegmentUtils.serviceData = serviceData;
  },
  setStreamingThreshold,
  getStreamingThreshold: () => SegmentUtils.streamingThreshold,
  getHttpResponseData,
  getJsonStringifyReplacer: () => bigintAsText,
};

/** Sets how many open subsegments a segment may have before finished ones are released from it. Default 100, in AWS Lambda 0. */
export function setStreamingThreshold(threshold: number): void {
  if (Number.isFinite(Number(threshold)) && threshold >= 0) {
    SegmentUtils.streamingThreshold = threshold;
    getLogger().debug(`Subsegment streaming threshold set to: ${threshold}`);
  } else {
    getLogger().error(`Invalid threshold: ${threshold}. Must be a whole number >= 0.`);
  }
}

/** Returns `status` and `content_length` of a response, as far as it has them. */
export function getHttpResponseData(res: unknown): { status?: number; content_length?: number } {
  const { statusCode, headers } = (res ?? {}) as { statusCode?: number; headers?: Record<string, string> };
  const status = safeParseInt(statusCode as number);
  const length = headers?.['content-length'];
  return { ...(status !== 0 && { status }), ...(length && { content_length: safeParseInt(length) }) };
}

/** JSON has no numbers as large as a bigint may be. */
export function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
