import type * as fs from 'node:fs';
import type { Attributes, Context, Link } from '@opentelemetry/api';
import { builtIn } from '@otel-xray/runtime';
import { checkOption } from './check-option.ts';
import { Clock } from './clock.ts';
import { checkLocalRules, DEFAULT_LOCAL_RULES, type LocalRulesDocument, type LocalRuleTarget } from './local-rules.ts';
import { NOT_SAMPLED, SAMPLED, type Sampler, type SamplingResult } from './otel-sampler.ts';
import { parentDecision } from './parent-decision.ts';
import { isInRatio } from './ratio.ts';
import { hostOf, methodOf, pathOf } from './request-values.ts';
import { Reservoir } from './reservoir.ts';
import { compileWildcard, foldCase, isMatch, type Wildcard } from './wildcard.ts';

export interface LocalRulesSamplerOptions {
  /** The clock: epoch milliseconds. Default `Date.now`. */
  now?: () => number;
}

/**
 * Samples by a rules file of the X-Ray SDK, version 1 or 2, without a server. A parent's decision counts. Without one, the first rule that
 * matches host, method and path decides, else the default: so many requests of each second, then a share by trace id. A value that a
 * request lacks matches any pattern. Without a document: the first request of each second, then 5 %.
 * Source: https://docs.aws.amazon.com/xray/latest/devguide/xray-sdk-nodejs-configuration.html#xray-sdk-nodejs-configuration-sampling
 * @throws if the file cannot be read, or a member of the document is wrong: names the member
 * @example new LocalRulesSampler('./sampling-rules.json')
 */
export class LocalRulesSampler implements Sampler {
  readonly #clock: Clock;
  readonly #rules: readonly LocalRuleState[];
  readonly #source: string;

  constructor(
    document: LocalRulesDocument | string = DEFAULT_LOCAL_RULES,
    { now = Date.now }: LocalRulesSamplerOptions = {},
  ) {
    checkOption(typeof now === 'function', 'now', now, 'a function that gives epoch milliseconds');
    this.#clock = new Clock(now);
    this.#source = typeof document === 'string' ? document : 'local rules';
    const { rules, default: target } = checkLocalRules(
      typeof document === 'string' ? readDocument(document) : document,
      this.#source,
    );
    const patterns = ({
      host,
      http_method,
      url_path,
    }: Record<'host' | 'http_method' | 'url_path', string>): Patterns => {
      return { host: compileWildcard(host), method: compileWildcard(http_method), path: compileWildcard(url_path) };
    };
    this.#rules = [
      ...rules.map((rule) => ({ patterns: patterns(rule), target: rule, reservoir: new Reservoir() })),
      { patterns: undefined, target, reservoir: new Reservoir() },
    ];
  }

  shouldSample(
    context: Context,
    traceId: string,
    _spanName: string,
    _spanKind: number,
    attributes: Attributes,
    _links: Link[],
  ): SamplingResult {
    return parentDecision(context) ?? (this.#decide(traceId, attributes) ? SAMPLED : NOT_SAMPLED);
  }

  #decide(traceId: string, attributes: Attributes): boolean {
    this.#clock.tick();
    const host = folded(hostOf(attributes));
    const method = folded(methodOf(attributes));
    const path = folded(pathOf(attributes));
    for (const { patterns, target, reservoir } of this.#rules) {
      if (patterns && !(isIn(patterns.host, host) && isIn(patterns.method, method) && isIn(patterns.path, path)))
        continue;
      return reservoir.take(target.fixed_target, this.#clock.steadyMillis) || isInRatio(traceId, target.rate);
    }
    return false;
  }

  toString(): string {
    return `LocalRulesSampler{${this.#source},rules=${this.#rules.length - 1}}`;
  }
}

interface Patterns {
  readonly host: Wildcard;
  readonly method: Wildcard;
  readonly path: Wildcard;
}

interface LocalRuleState {
  /** The default has none. */
  readonly patterns: Patterns | undefined;
  readonly target: LocalRuleTarget;
  readonly reservoir: Reservoir;
}

function isIn(wildcard: Wildcard, text: string | undefined): boolean {
  return text === undefined || isMatch(wildcard, text);
}

function folded(text: string | undefined): string | undefined {
  return text === undefined ? undefined : foldCase(text);
}

function readDocument(path: string): unknown {
  const text = builtIn<typeof fs>('node:fs').readFileSync(path, 'utf8');
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TypeError(`${path}: the file is not JSON`, { cause });
  }
}
