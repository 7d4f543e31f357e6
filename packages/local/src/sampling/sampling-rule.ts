import { invalidRequest } from '../ground/api-error.ts';
import { isObject, type JsonObject } from '../ground/json.ts';
import { toArn } from '../trace/arn.ts';

/** A sampling rule as the API has it. */
export interface SamplingRule {
  readonly RuleName: string;
  readonly RuleARN: string;
  readonly ResourceARN: string;
  readonly Priority: number;
  /** Share of requests behind the reservoir, 0 to 1. */
  readonly FixedRate: number;
  /** Requests a second. */
  readonly ReservoirSize: number;
  readonly ServiceName: string;
  readonly ServiceType: string;
  readonly Host: string;
  readonly HTTPMethod: string;
  readonly URLPath: string;
  readonly Version: 1;
  readonly Attributes: Readonly<Record<string, string>>;
  readonly SamplingRateBoost?: SamplingRateBoost;
}

/** How far, and how often, a rule's rate may be raised for a minute. */
interface SamplingRateBoost {
  /** 0 to 1. */
  readonly MaxRate: number;
  readonly CooldownWindowMinutes: number;
}

/** The fields of a rule that are to change, and its name or its ARN. */
export type SamplingRuleChange = Partial<Omit<SamplingRule, 'Version'>>;

/** The rule that is always there. */
export const DEFAULT_RULE_NAME = 'Default';

export function arnOfRule(name: string): string {
  return toArn(`sampling-rule/${name}`);
}

/** @throws InvalidRequestException that names the member and what was expected */
export function readSamplingRule(given: unknown): SamplingRule {
  if (!isObject(given)) throw invalidRequest('SamplingRule is required.');
  const { RuleName, Version } = given;
  if (typeof RuleName !== 'string' || !/^[^/*?\s][^/*?]{0,31}$/.test(RuleName))
    throw wrong('RuleName', RuleName, 'a text of 1 to 32 characters without / * and ?');
  if (given['RuleARN'] !== undefined && given['RuleARN'] !== null)
    throw invalidRequest('SamplingRule: RuleARN is made from the name; leave it out.');
  if (Version !== 1) throw wrong('Version', Version, '1');
  for (const name of REQUIRED) {
    if (given[name] === undefined || given[name] === null) throw invalidRequest(`SamplingRule: ${name} is required.`);
  }
  return {
    RuleName,
    RuleARN: arnOfRule(RuleName),
    ...(readFields(given) as Omit<SamplingRule, 'RuleName' | 'RuleARN' | 'Version' | 'Attributes'>),
    Version,
    Attributes: readAttributes(given['Attributes'] ?? {}),
  };
}

/** @throws InvalidRequestException that names the member and what was expected */
export function readSamplingRuleChange(given: unknown): SamplingRuleChange {
  if (!isObject(given)) throw invalidRequest('SamplingRuleUpdate is required.');
  const { Attributes } = given;
  return {
    ...readRuleIdentity(given),
    ...readFields(given),
    ...(Attributes !== undefined && Attributes !== null && { Attributes: readAttributes(Attributes) }),
  };
}

/** The name or the ARN that a request names a rule by. */
export function readRuleIdentity(input: JsonObject): Pick<SamplingRuleChange, 'RuleName' | 'RuleARN'> {
  const { RuleName, RuleARN } = input;
  return {
    ...(typeof RuleName === 'string' && { RuleName }),
    ...(typeof RuleARN === 'string' && { RuleARN }),
  };
}

/** @throws InvalidRequestException if something would change that Default has fixed */
export function checkDefaultUpdate(change: SamplingRuleChange): void {
  const { RuleName, RuleARN, FixedRate, ReservoirSize, SamplingRateBoost, ...others } = change;
  const [name] = Object.keys(others);
  if (name !== undefined)
    throw invalidRequest(
      `The Default rule takes another FixedRate, ReservoirSize and SamplingRateBoost only, no ${name}.`,
    );
}

function readFields(given: JsonObject): SamplingRuleChange {
  const fields: Record<string, unknown> = {};
  for (const [name, maxLength] of Object.entries(TEXT_LENGTHS)) {
    const value = given[name];
    if (value === undefined || value === null) continue;
    if (typeof value !== 'string' || value.length > maxLength)
      throw wrong(name, value, `a text of at most ${maxLength} characters`);
    fields[name] = value;
  }
  for (const [name, { isRight, expected }] of Object.entries(NUMBERS)) {
    const value = given[name];
    if (value === undefined || value === null) continue;
    if (typeof value !== 'number' || !isRight(value)) throw wrong(name, value, expected);
    fields[name] = value;
  }
  const boost = given['SamplingRateBoost'];
  if (boost !== undefined && boost !== null) fields['SamplingRateBoost'] = readBoost(boost);
  return fields;
}

function readAttributes(given: unknown): SamplingRule['Attributes'] {
  if (!isObject(given)) throw wrong('Attributes', given, 'a map of texts');
  const entries = Object.entries(given);
  if (entries.length > MAX_ATTRIBUTES) throw wrong('Attributes', entries.length, `at most ${MAX_ATTRIBUTES} entries`);
  for (const [name, value] of entries) {
    if (name === '' || name.length > MAX_ATTRIBUTE_LENGTH)
      throw wrong('Attributes', name, `names of 1 to ${MAX_ATTRIBUTE_LENGTH} characters`);
    if (typeof value !== 'string' || value === '' || value.length > MAX_ATTRIBUTE_LENGTH)
      throw wrong(`Attributes.${name}`, value, `a text of 1 to ${MAX_ATTRIBUTE_LENGTH} characters`);
  }
  return given as SamplingRule['Attributes'];
}

function readBoost(given: unknown): SamplingRateBoost {
  const { MaxRate, CooldownWindowMinutes } = isObject(given) ? given : {};
  if (typeof MaxRate !== 'number' || !isRate(MaxRate))
    throw wrong('SamplingRateBoost.MaxRate', MaxRate, 'a number from 0 to 1');
  if (typeof CooldownWindowMinutes !== 'number' || !(CooldownWindowMinutes >= 0))
    throw wrong('SamplingRateBoost.CooldownWindowMinutes', CooldownWindowMinutes, 'a number of minutes');
  return { MaxRate, CooldownWindowMinutes };
}

function isRate(value: number): boolean {
  return value >= 0 && value <= 1;
}

function wrong(name: string, value: unknown, expected: string): Error {
  return invalidRequest(`SamplingRule: ${name} is ${JSON.stringify(value)?.slice(0, 200)}, expected ${expected}.`);
}

// Lengths and ranges: API model of 2016-04-12, SamplingRule.
const TEXT_LENGTHS = {
  ResourceARN: 500,
  ServiceName: 64,
  ServiceType: 64,
  Host: 64,
  HTTPMethod: 10,
  URLPath: 128,
};
const NUMBERS = {
  Priority: {
    isRight: (value: number) => Number.isInteger(value) && value >= 1 && value <= 9_999,
    expected: 'a whole number from 1 to 9999',
  },
  FixedRate: { isRight: isRate, expected: 'a number from 0 to 1' },
  ReservoirSize: {
    isRight: (value: number) => Number.isInteger(value) && value >= 0 && value < 2 ** 31,
    expected: 'a whole number of requests a second',
  },
};
const REQUIRED = [...Object.keys(TEXT_LENGTHS), ...Object.keys(NUMBERS)];
const MAX_ATTRIBUTES = 5;
const MAX_ATTRIBUTE_LENGTH = 32;
