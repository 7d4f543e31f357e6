/**
 * The X-Ray SDK's file of sampling rules. Version 1 says `service_name` where version 2 says `host`; both are the name in the request.
 * Source: X-Ray SDK for Node.js, "Sampling rules".
 */
export interface LocalRulesDocument {
  readonly version: 1 | 2;
  readonly rules?: readonly LocalRule[];
  readonly default: LocalRuleTarget;
}

/** How many requests of each second are sampled in any case, and the share of the rest, 0 to 1. */
export interface LocalRuleTarget {
  readonly fixed_target: number;
  readonly rate: number;
}

export interface LocalRule extends LocalRuleTarget {
  readonly description?: string;
  readonly host?: string;
  readonly service_name?: string;
  readonly http_method: string;
  readonly url_path: string;
}

/** A checked rule. */
export interface CheckedRule extends LocalRuleTarget {
  readonly host: string;
  readonly http_method: string;
  readonly url_path: string;
  readonly description: string | undefined;
}

/** The rules without a document, as in the X-Ray SDK: the first request of each second, then 5 %. */
export const DEFAULT_LOCAL_RULES: LocalRulesDocument = { version: 2, default: { fixed_target: 1, rate: 0.05 } };

/**
 * Checks a document of local rules.
 * @param source named in messages
 * @throws TypeError that names the member and what was expected
 */
export function checkLocalRules(document: unknown, source: string): { rules: CheckedRule[]; default: LocalRuleTarget } {
  const fail: Fail = (member, value, expected) => {
    throw new TypeError(`${source}: ${member} is ${show(value)}, expected ${expected}.`);
  };
  if (!isObject(document)) return fail('the document', document, 'an object with version, rules and default');
  const { version, rules = [], default: target, ...others } = document;
  if (version !== 1 && version !== 2) return fail('version', version, '1 or 2');
  checkNoOthers('', others, fail);
  if (!isObject(target)) return fail('default', target, 'an object with fixed_target and rate');
  const { fixed_target, rate, ...unknown } = target;
  checkNoOthers('default.', unknown, fail);
  if (!Array.isArray(rules)) return fail('rules', rules, 'a list');
  return {
    rules: rules.map((rule, i) => checkRule(rule, `rules[${i}]`, version === 1 ? 'service_name' : 'host', fail)),
    default: checkTarget({ fixed_target, rate }, 'default.', fail),
  };
}

type Fail = (member: string, value: unknown, expected: string) => never;

function checkRule(rule: unknown, name: string, hostMember: string, fail: Fail): CheckedRule {
  if (!isObject(rule)) return fail(name, rule, 'an object');
  const { description, [hostMember]: host, http_method, url_path, fixed_target, rate, ...others } = rule;
  checkNoOthers(`${name}.`, others, fail);
  const text = (member: string, value: unknown): string =>
    typeof value === 'string' && value !== '' ? value : fail(`${name}.${member}`, value, 'a string that is not empty');
  return {
    description: description === undefined ? undefined : String(description),
    host: text(hostMember, host),
    http_method: text('http_method', http_method),
    url_path: text('url_path', url_path),
    ...checkTarget({ fixed_target, rate }, `${name}.`, fail),
  };
}

function checkTarget(target: Record<keyof LocalRuleTarget, unknown>, prefix: string, fail: Fail): LocalRuleTarget {
  const { fixed_target, rate } = target;
  if (!isNumber(fixed_target) || !Number.isInteger(fixed_target) || fixed_target < 0)
    return fail(`${prefix}fixed_target`, fixed_target, 'a whole number of requests a second');
  if (!isNumber(rate) || rate < 0 || rate > 1) return fail(`${prefix}rate`, rate, 'a number from 0 to 1');
  return { fixed_target, rate };
}

function checkNoOthers(prefix: string, others: object, fail: Fail): void {
  for (const [name, value] of Object.entries(others)) fail(`${prefix}${name}`, value, 'no such member');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

function show(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 200) ?? String(value);
}
