import type { IncomingMessage, ServerResponse } from 'node:http';
import { getLogger } from '../ground/logger.ts';
import { Segment } from '../segments/segment.ts';
import { getCauseTypeFromHttpStatus, processTraceData, type TraceData, wildcardMatch } from '../utils.ts';
import { createCentralSampler } from './central-sampler.ts';
import { IncomingRequestData } from './incoming-request-data.ts';
import { createLocalSampler, type Sampler } from './local-sampler.ts';

const HEADER = 'x-amzn-trace-id';
const NAME_FROM_ENVIRONMENT = process.env['AWS_XRAY_TRACING_NAME'];

/** A rule of a local rules file. */
export interface BaseRuleConfig {
  http_method: string;
  url_path: string;
  fixed_target: number;
  rate: number;
  description?: string;
}

/** A rule of version 1. */
export interface RuleConfigV1 extends BaseRuleConfig {
  service_name: string;
}

/** A rule of version 2. */
export interface RuleConfigV2 extends BaseRuleConfig {
  host: string;
}

/** A rule of either version. */
export type RuleConfig = RuleConfigV1 | RuleConfigV2;

/** The default without a matching rule. */
export interface DefaultRuleConfig {
  fixed_target: number;
  rate: number;
}

/** A local rules file. */
export interface RulesConfig {
  version: number;
  default: DefaultRuleConfig;
  rules?: RuleConfig[];
}

// biome-ignore lint/suspicious/noExplicitAny: the SDK's type says that each member is a string, `data` is an object
type Header = { [key: string]: any } & TraceData;

/** The SDK's `middleware`: what its packages for web frameworks are built on. */
export interface Middleware {
  defaultName: string | undefined;
  dynamicNaming: boolean;
  hostPattern: string | null;
  sampler: Sampler;
  IncomingRequestData: typeof IncomingRequestData;
  /** Names segments after the `Host` header, where it matches the pattern. */
  enableDynamicNaming(hostPattern?: string): void;
  /** Reads the trace header of a request. */
  processHeaders(req?: Partial<Pick<IncomingMessage, 'headers'>>): Header;
  resolveName(hostHeader?: string): string;
  /** Decides whether a segment is sampled. */
  resolveSampling(amznTraceHeader: Header, segment: Segment, res: ServerResponse): void;
  setDefaultName(name: string): void;
  disableCentralizedSampling(): void;
  /** Replaces the local sampling rules, by a file or its content. */
  setSamplingRules(source: string | RulesConfig): void;
  middlewareLog(message: string, url: string, segment: Segment): void;
  /** Starts the segment of a request, which closes with the response. */
  traceRequestResponseCycle(req: IncomingMessage, res: ServerResponse): Segment;
}

/** The one object; its functions work detached from it, and see what tests replace in it. */
export const middleware: Middleware = {
  defaultName: NAME_FROM_ENVIRONMENT,
  dynamicNaming: false,
  hostPattern: null,
  sampler: createCentralSampler(),
  IncomingRequestData,
  enableDynamicNaming: (hostPattern) => {
    middleware.dynamicNaming = true;
    if (hostPattern && typeof hostPattern !== 'string') throw new Error('Host pattern must be a string.');
    middleware.hostPattern = hostPattern || null;
  },
  processHeaders: (req) => {
    const header = req?.headers?.[HEADER];
    return header ? processTraceData(String(header)) : {};
  },
  resolveName: (hostHeader) => {
    const { dynamicNaming, hostPattern, defaultName } = middleware;
    const isHost = dynamicNaming && hostHeader && (!hostPattern || wildcardMatch(hostPattern, hostHeader));
    return (isHost ? hostHeader : defaultName) as string;
  },
  resolveSampling,
  setDefaultName: (name) => {
    if (!NAME_FROM_ENVIRONMENT) middleware.defaultName = name;
  },
  disableCentralizedSampling: () => {
    middleware.sampler = createLocalSampler();
  },
  setSamplingRules: (source: unknown) => {
    if (!source || source instanceof String || (typeof source !== 'string' && !(source instanceof Object)))
      throw new Error(
        'Please specify a path to the local sampling rules file, or supply an object containing the rules.',
      );
    middleware.sampler.setLocalRules(source);
  },
  middlewareLog: (message, url, { name, trace_id, id, notTraced }) =>
    getLogger().debug(
      `${message}: { url: ${url}, name: ${name}, trace_id: ${trace_id}, id: ${id}, sampled: ${!notTraced} }`,
    ),
  traceRequestResponseCycle,
};

function resolveSampling(header: Header, segment: Segment, res: ServerResponse): void {
  const decision = decide(header, segment.name, (res as ServerResponse & { req: IncomingMessage }).req);
  if (typeof decision === 'string') segment.setMatchedSamplingRule(decision);
  if (!decision) segment.notTraced = true;
  answer(header, Boolean(decision), res);
}

function decide({ sampled }: Header, name: string, req: IncomingMessage): boolean | string {
  if (sampled === '1' || sampled === '0') return sampled === '1';
  return middleware.sampler.shouldSample({
    host: req.headers.host,
    httpMethod: req.method,
    urlPath: req.url,
    serviceName: name,
  });
}

/** `Sampled=?` requests the decision. */
function answer({ sampled, root }: Header, isSampled: boolean, res: ServerResponse & { header?: unknown }): void {
  if (sampled === '?' && typeof res.header === 'function')
    res.header(HEADER, `Root=${root};Sampled=${isSampled ? '1' : '0'}`);
}

function traceRequestResponseCycle(req: IncomingMessage, res: ServerResponse): Segment {
  const header = middleware.processHeaders(req);
  const segment = new Segment(middleware.resolveName(req.headers.host), header.root, header.parent);
  const response = res as ServerResponse & { req: IncomingMessage };
  response.req ??= req;
  middleware.resolveSampling(header, segment, res);
  const data = new IncomingRequestData(req);
  segment.addIncomingRequestData(data);
  middleware.middlewareLog('Starting middleware segment', req.url as string, segment);
  let isOpen = true;
  const end = (): void => {
    if (!isOpen) return;
    isOpen = false;
    if (res.statusCode === 429) segment.addThrottleFlag();
    const flag = getCauseTypeFromHttpStatus(res.statusCode);
    if (flag !== undefined) segment[flag] = true;
    segment.http.close(res);
    segment.close();
    middleware.middlewareLog('Closed middleware segment successfully', req.url as string, segment);
  };
  res.on('finish', end);
  res.on('close', end);
  return segment;
}
