import type { SqlData } from './database/sql-data.ts';
import type { IncomingRequestData as IncomingRequest } from './middleware/incoming-request-data.ts';
import type * as mw from './middleware/mw-utils.ts';
import type * as plugin from './plugins/plugins.ts';
import type { Segment as SegmentClass } from './segments/segment.ts';
import type { Subsegment as SubsegmentClass } from './segments/subsegment.ts';
import type { TraceID as TraceIDClass } from './segments/trace-id.ts';
import { xray } from './xray.ts';

type XRay = typeof xray;

export type { ContextMissingStrategy } from './context/missing.ts';
export type { Namespace } from './context/namespace.ts';
export type { Logger } from './ground/logger.ts';
export type { ShimOptions } from './ground/settings.ts';
export type { HttpSubsegmentCallback } from './patch/http.ts';

export const appendAWSWhitelist: XRay['appendAWSWhitelist'] = xray.appendAWSWhitelist;
export const captureAWS: XRay['captureAWS'] = xray.captureAWS;
export const captureAWSClient: XRay['captureAWSClient'] = xray.captureAWSClient;
export const captureAWSv3Client: XRay['captureAWSv3Client'] = xray.captureAWSv3Client;
export const captureAsyncFunc: XRay['captureAsyncFunc'] = xray.captureAsyncFunc;
export const captureCallbackFunc: XRay['captureCallbackFunc'] = xray.captureCallbackFunc;
export const captureFunc: XRay['captureFunc'] = xray.captureFunc;
export const captureHTTPs: XRay['captureHTTPs'] = xray.captureHTTPs;
export const captureHTTPsGlobal: XRay['captureHTTPsGlobal'] = xray.captureHTTPsGlobal;
export const capturePromise: XRay['capturePromise'] = xray.capturePromise;
export const config: XRay['config'] = xray.config;
export const configure: XRay['configure'] = xray.configure;
export const enableAutomaticMode: XRay['enableAutomaticMode'] = xray.enableAutomaticMode;
export const enableManualMode: XRay['enableManualMode'] = xray.enableManualMode;
export const getLogger: XRay['getLogger'] = xray.getLogger;
export const getNamespace: XRay['getNamespace'] = xray.getNamespace;
export const getSegment: XRay['getSegment'] = xray.getSegment;
export const isAutomaticMode: XRay['isAutomaticMode'] = xray.isAutomaticMode;
export const resolveManualSegmentParams: XRay['resolveManualSegmentParams'] = xray.resolveManualSegmentParams;
export const resolveSegment: XRay['resolveSegment'] = xray.resolveSegment;
export const setAWSWhitelist: XRay['setAWSWhitelist'] = xray.setAWSWhitelist;
export const setContextMissingStrategy: XRay['setContextMissingStrategy'] = xray.setContextMissingStrategy;
export const setDaemonAddress: XRay['setDaemonAddress'] = xray.setDaemonAddress;
export const setLogger: XRay['setLogger'] = xray.setLogger;
export const setSegment: XRay['setSegment'] = xray.setSegment;
export const setStreamingThreshold: XRay['setStreamingThreshold'] = xray.setStreamingThreshold;
export const SegmentUtils: XRay['SegmentUtils'] = xray.SegmentUtils;

// Classes are values and types under one name.
export const Segment: typeof SegmentClass = xray.Segment;
export type Segment = SegmentClass;
export const Subsegment: typeof SubsegmentClass = xray.Subsegment;
export type Subsegment = SubsegmentClass;
export const TraceID: typeof TraceIDClass = xray.TraceID;
export type TraceID = TraceIDClass;
/** A segment or subsegment. */
export type SegmentLike = Segment | Subsegment;

// The names of these types stand again inside of the namespaces below, where they would mean themselves.
type EC2MetadataType = plugin.EC2Metadata;
type ECSMetadataType = plugin.ECSMetadata;
type ElasticBeanstalkMetadataType = plugin.ElasticBeanstalkMetadata;
type SqlDataType = import('./database/sql-data.ts').SqlData;
type IncomingRequestDataType = IncomingRequest;
type BaseRuleConfigType = mw.BaseRuleConfig;
type RuleConfigV1Type = mw.RuleConfigV1;
type RuleConfigV2Type = mw.RuleConfigV2;
type RuleConfigType = mw.RuleConfig;
type DefaultRuleConfigType = mw.DefaultRuleConfig;
type RulesConfigType = mw.RulesConfig;

// Objects that hold values, and types under the same name. Such a namespace leaves nothing behind at run time.
export const plugins: XRay['plugins'] = xray.plugins;
export declare namespace plugins {
  type EC2Plugin = XRay['plugins']['EC2Plugin'];
  type ECSPlugin = XRay['plugins']['ECSPlugin'];
  type ElasticBeanstalkPlugin = XRay['plugins']['ElasticBeanstalkPlugin'];
  type EC2Metadata = EC2MetadataType;
  type ECSMetadata = ECSMetadataType;
  type ElasticBeanstalkMetadata = ElasticBeanstalkMetadataType;
  type Plugin = EC2Plugin | ECSPlugin | ElasticBeanstalkPlugin;
}

export const database: { SqlData: typeof SqlData } = xray.database;
export declare namespace database {
  type SqlData = SqlDataType;
}

export const middleware: mw.Middleware = xray.middleware;
export declare namespace middleware {
  type IncomingRequestData = IncomingRequestDataType;
  type BaseRuleConfig = BaseRuleConfigType;
  type RuleConfigV1 = RuleConfigV1Type;
  type RuleConfigV2 = RuleConfigV2Type;
  type RuleConfig = RuleConfigType;
  type DefaultRuleConfig = DefaultRuleConfigType;
  type RulesConfig = RulesConfigType;
}

export const utils: XRay['utils'] = xray.utils;
