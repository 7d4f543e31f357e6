import { ROOT_CONTEXT, SpanKind } from '@opentelemetry/api';
import { ATTR_XRAY_SAMPLING_RULE } from '@otel-xray/format';
import { AWSXRayRuleSampler } from '@otel-xray/sampler';
import { getLogger } from '../ground/logger.ts';
import { randomHex } from '../ground/random-ids.ts';
import { SegmentUtils } from '../segments/segment-utils.ts';
import { daemonConfig } from '../setup/daemon-config.ts';
import { createLocalSampler, type SampleRequest, type Sampler } from './local-sampler.ts';

/** A sampler by the rules of X-Ray. */
export interface CentralSampler extends Sampler {
  readonly localSampler: Sampler;
}

/** Service names with rules of their own. Dynamic names come from clients, and each sampler fetches rules by itself. */
const MAX_SERVICES = 8;

/** Creates a sampler by the rules that the daemon fetches, and by local rules while there are none. Its first decision starts fetching. */
export function createCentralSampler(): CentralSampler {
  const localSampler = createLocalSampler();
  const samplers = new Map<string, AWSXRayRuleSampler>();
  let request: SampleRequest = {};
  const fallback = {
    shouldSample: () => {
      getLogger().info('No effective centralized sampling rule match. Fallback to local rules.');
      return { decision: localSampler.shouldSample(request) ? (2 as const) : (0 as const) };
    },
    toString: () => 'local rules',
  };
  const samplerOf = (name: string): AWSXRayRuleSampler => {
    const known = samplers.get(name);
    if (known !== undefined) return known;
    const [first] = samplers.values();
    if (first !== undefined && samplers.size >= MAX_SERVICES) return first;
    const { tcp_ip, tcp_port } = daemonConfig;
    const sampler = new AWSXRayRuleSampler({
      endpoint: `http://${tcp_ip}:${tcp_port}`,
      resource: { attributes: { 'service.name': name } },
      attributes: true,
      fallback,
      onUnavailable: (message) => getLogger().info(message),
    });
    samplers.set(name, sampler);
    return sampler;
  };
  return {
    localSampler,
    setLocalRules: (source) => localSampler.setLocalRules(source),
    shouldSample: (given) => {
      request = given;
      const { host, httpMethod, urlPath, serviceName = '', serviceType = SegmentUtils.origin } = given;
      const attributes = {
        ...(host && { 'server.address': host }),
        ...(httpMethod && { 'http.request.method': httpMethod }),
        ...(urlPath && { 'url.path': urlPath }),
        ...(serviceType && { 'aws.xray.origin': serviceType }),
      };
      const { decision, attributes: about } = samplerOf(serviceName).shouldSample(
        ROOT_CONTEXT,
        randomHex(16),
        serviceName,
        SpanKind.SERVER,
        attributes,
        [],
      );
      const rule = about?.[ATTR_XRAY_SAMPLING_RULE];
      return decision === 2 ? (rule ?? true) : false;
    },
  };
}
