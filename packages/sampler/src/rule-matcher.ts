import type { RequestValues } from './request-values.ts';
import { DEFAULT_RULE_NAME, type SamplingRule } from './sampling-rule.ts';
import { arnOfInvocation, type ServiceValues } from './service-values.ts';
import { compileWildcard, foldCase, isMatch, type Wildcard } from './wildcard.ts';

/** A field of a rule that a request can fail. */
export type RuleField =
  | 'ServiceName'
  | 'ServiceType'
  | 'ResourceARN'
  | 'Host'
  | 'HTTPMethod'
  | 'URLPath'
  | `Attributes.${string}`;

/** The patterns of one rule, made ready once. Each test gives the first field that does not match. */
export class RuleMatcher {
  readonly #matchesAlways: boolean;
  readonly #serviceName: Wildcard;
  readonly #serviceType: Wildcard;
  readonly #arn: Wildcard;
  readonly #host: Wildcard;
  readonly #method: Wildcard;
  readonly #path: Wildcard;
  readonly #attributes: readonly (readonly [name: string, wildcard: Wildcard])[];

  constructor(rule: SamplingRule) {
    this.#matchesAlways = rule.RuleName === DEFAULT_RULE_NAME;
    this.#serviceName = compileWildcard(rule.ServiceName);
    this.#serviceType = compileWildcard(rule.ServiceType);
    this.#arn = compileWildcard(rule.ResourceARN);
    this.#host = compileWildcard(rule.Host);
    this.#method = compileWildcard(rule.HTTPMethod);
    this.#path = compileWildcard(rule.URLPath);
    this.#attributes = Object.entries(rule.Attributes).map(([name, pattern]) => [name, compileWildcard(pattern)]);
  }

  /** Fields that no request of this service can change. A request may have a function's ARN that its resource does not know. */
  mismatchOfService({ serviceName, serviceType, arn, isLambda }: ServiceValues): RuleField | undefined {
    if (this.#matchesAlways) return undefined;
    if (!isMatchOf(this.#serviceName, serviceName)) return 'ServiceName';
    if (!isMatchOf(this.#serviceType, serviceType)) return 'ServiceType';
    if (arn === undefined && isLambda) return undefined;
    return isMatchOf(this.#arn, arn) ? undefined : 'ResourceARN';
  }

  /** Fields that depend on the request. A value is read only where a pattern needs it. */
  mismatchOfRequest(request: RequestValues, service: ServiceValues): RuleField | undefined {
    if (this.#matchesAlways) return undefined;
    if (this.#method.kind !== 'anything' && !isMatch(this.#method, request.method)) return 'HTTPMethod';
    if (this.#path.kind !== 'anything' && !isMatch(this.#path, request.path)) return 'URLPath';
    if (this.#host.kind !== 'anything' && !isMatch(this.#host, request.host)) return 'Host';
    if (this.#attributes.length > 0) {
      for (const [name, wildcard] of this.#attributes) {
        const value = request.attribute(name);
        if (value === undefined || !isMatch(wildcard, value)) return `Attributes.${name}`;
      }
    }
    if (this.#arn.kind === 'anything' || service.arn !== undefined || !service.isLambda) return undefined;
    return isMatchOf(this.#arn, arnOfInvocation(request.attributes)) ? undefined : 'ResourceARN';
  }
}

function isMatchOf(wildcard: Wildcard, text: string | undefined): boolean {
  return isMatch(wildcard, text === undefined ? undefined : foldCase(text));
}
