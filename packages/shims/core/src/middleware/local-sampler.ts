import { readFileSync } from 'node:fs';
import { getLogger } from '../ground/logger.ts';
import { wildcardMatch } from '../utils.ts';

/** The request that a sampling decision is about. */
export interface SampleRequest {
  host?: string | undefined;
  httpMethod?: string | undefined;
  urlPath?: string | undefined;
  serviceName?: string | undefined;
  serviceType?: string | undefined;
}

/** Decides: `true` or `false`, or the name of the rule that sampled. */
export interface Sampler {
  shouldSample(request: SampleRequest): boolean | string;
  setLocalRules(source?: string | object): void;
}

interface Rule {
  readonly isDefault: boolean;
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly reservoir: Reservoir;
}

/** So many requests of each second, then a share. */
class Reservoir {
  readonly #fixedTarget: number;
  readonly #rate: number;
  #second = 0;
  #used = 0;

  constructor(fixedTarget: unknown, rate: unknown) {
    if (!Number.isInteger(fixedTarget) || (fixedTarget as number) < 0)
      throw new Error('Error in sampling file. Rule attribute "fixed_target" must be a non-negative integer.');
    if (typeof rate !== 'number' || !(rate >= 0 && rate <= 1))
      throw new Error('Error in sampling file. Rule attribute "rate" must be a number between 0 and 1 inclusive.');
    this.#fixedTarget = fixedTarget as number;
    this.#rate = rate;
  }

  take(): boolean {
    const second = Math.floor(Date.now() / 1_000);
    if (second !== this.#second) {
      this.#second = second;
      this.#used = 0;
    }
    if (this.#used < this.#fixedTarget) {
      this.#used++;
      return true;
    }
    return Math.random() < this.#rate;
  }
}

const DEFAULT_RULES = { version: 2, default: { fixed_target: 1, rate: 0.05 } };

/**
 * Creates a sampler by a rules file of the SDK, version 1 or 2. Default: one request of each second, then 5 %. The first rule that matches
 * decides. A request without host matches the first rule whatever its method and path, as in the SDK.
 * Source: X-Ray developer guide, https://docs.aws.amazon.com/xray/latest/devguide/xray-sdk-nodejs-configuration.html
 */
export function createLocalSampler(): Sampler {
  let rules = parseRules(DEFAULT_RULES);
  return {
    shouldSample: (request) => rules.find((rule) => isMatch(rule, request))?.reservoir.take() ?? false,
    setLocalRules: (source) => {
      if (typeof source === 'string') getLogger().info(`Using custom sampling rules file: ${source}`);
      else if (source) getLogger().info('Using custom sampling rules source.');
      rules = parseRules(
        typeof source === 'string' ? JSON.parse(readFileSync(source, 'utf8')) : source || DEFAULT_RULES,
      );
    },
  };
}

function isMatch({ isDefault, host, method, path }: Rule, request: SampleRequest): boolean {
  if (isDefault || request.host === undefined || request.host === null) return true;
  const { httpMethod, urlPath } = request;
  return (
    wildcardMatch(host, request.host) &&
    (httpMethod === undefined || wildcardMatch(method, httpMethod)) &&
    (urlPath === undefined || wildcardMatch(path, urlPath))
  );
}

// biome-ignore lint/suspicious/noExplicitAny: a document from outside, which is checked here
function parseRules(document: any): Rule[] {
  const { version, rules, default: fallback } = document;
  if (!version) throw new Error('Error in sampling file. Missing "version" attribute.');
  if (version !== 1 && version !== 2) throw new Error(`Error in sampling file. Unknown version "${version}".`);
  checkDefault(fallback);
  const hostKey = version === 1 ? 'service_name' : 'host';
  return [
    ...(Array.isArray(rules) ? rules : []).map((rule) => parseRule(rule, hostKey)),
    {
      isDefault: true,
      host: '*',
      method: '*',
      path: '*',
      reservoir: new Reservoir(fallback.fixed_target, fallback.rate),
    },
  ];
}

function checkDefault(given: unknown): void {
  const what = 'Error in sampling file.';
  if (!given)
    throw new Error(`${what} Expecting "default" object to be defined with attributes "fixed_target" and "rate".`);
  for (const [key, value] of Object.entries(given)) {
    if (key !== 'fixed_target' && key !== 'rate')
      throw new Error(
        `${what} Invalid attribute for default: ${key}. Valid attributes for default are "fixed_target" and "rate".`,
      );
    if (typeof value !== 'number') throw new Error(`${what} Default ${key} must be a number.`);
  }
  const missing = ['fixed_target', 'rate'].filter((key) => !(key in (given as object)));
  if (missing.length > 0) throw new Error(`${what} Missing required attributes for default: ${missing}.`);
}

function parseRule(rule: Record<string, unknown>, hostKey: string): Rule {
  const required = [hostKey, 'http_method', 'url_path', 'fixed_target', 'rate'];
  const what = `Error in sampling file. Rule ${JSON.stringify(rule)}`;
  for (const [key, value] of Object.entries(rule)) {
    if (key === 'description') continue;
    if (!required.includes(key)) throw new Error(`${what} has invalid attribute: ${key}.`);
    if (!value && value !== 0) throw new Error(`${what} attribute "${key}" has invalid value: ${value}.`);
  }
  const missing = required.filter((key) => !(key in rule));
  if (missing.length > 0) throw new Error(`${what} is missing required attributes: ${missing}.`);
  return {
    isDefault: false,
    host: String(rule[hostKey]),
    method: String(rule['http_method']),
    path: String(rule['url_path']),
    reservoir: new Reservoir(rule['fixed_target'], rule['rate']),
  };
}
