/** A sampling rule of X-Ray, checked, without gaps. Source: X-Ray API reference, SamplingRule. */
export interface SamplingRule {
  readonly RuleName: string;
  /** 1 to 9999; `Default` has 10000. Lower ones are first. */
  readonly Priority: number;
  /** Share of requests behind the reservoir, 0 to 1. */
  readonly FixedRate: number;
  /** Requests a second, of all processes together. */
  readonly ReservoirSize: number;
  readonly ServiceName: string;
  readonly ServiceType: string;
  readonly Host: string;
  readonly HTTPMethod: string;
  readonly URLPath: string;
  readonly ResourceARN: string;
  readonly Attributes: Readonly<Record<string, string>>;
  readonly SamplingRateBoost: SamplingRateBoost | undefined;
}

/** How far the server may raise the rate of a rule while there are anomalies. */
interface SamplingRateBoost {
  /** 0 to 1. */
  readonly MaxRate: number;
  readonly CooldownWindowMinutes: number;
  readonly DisableDefaultAnomalyDetection: boolean;
}

/** The rule that holds where no other does; it matches whatever its fields say. */
export const DEFAULT_RULE_NAME = 'Default';

/**
 * Reads the rules in the records of a reply and sorts them by priority, then by name.
 * Never throws: a record that is no rule of version 1 is left out alone.
 * @returns the rules, of two with one name the later, and how many records were left out
 */
export function readRules(records: readonly unknown[]): { rules: SamplingRule[]; leftOut: number } {
  const byName = new Map<string, SamplingRule>();
  let leftOut = 0;
  for (const record of records) {
    const rule = readRule((record as { SamplingRule?: unknown } | null)?.SamplingRule);
    if (rule) byName.set(rule.RuleName, rule);
    else leftOut++;
  }
  return { rules: [...byName.values()].sort(byPriority), leftOut };
}

function byPriority(a: SamplingRule, b: SamplingRule): number {
  return a.Priority - b.Priority || (a.RuleName < b.RuleName ? -1 : 1);
}

function readRule(given: unknown): SamplingRule | undefined {
  if (!isObject(given)) return undefined;
  const { RuleName, Priority = DEFAULT_PRIORITY, FixedRate, ReservoirSize = 0, Version = 1 } = given;
  if (typeof RuleName !== 'string' || RuleName === '' || Version !== 1) return undefined;
  if (!isNumber(Priority) || !isNumber(FixedRate) || !isNumber(ReservoirSize)) return undefined;
  const attributes = given['Attributes'] ?? {};
  if (!isObject(attributes) || !Object.values(attributes).every((value) => typeof value === 'string')) return undefined;
  const texts = {
    ServiceName: given['ServiceName'] ?? '*',
    ServiceType: given['ServiceType'] ?? '*',
    Host: given['Host'] ?? '*',
    HTTPMethod: given['HTTPMethod'] ?? '*',
    URLPath: given['URLPath'] ?? '*',
    ResourceARN: given['ResourceARN'] ?? '*',
  };
  if (!areTexts(texts)) return undefined;
  return {
    RuleName,
    Priority,
    FixedRate,
    ReservoirSize,
    ...texts,
    Attributes: attributes as Record<string, string>,
    SamplingRateBoost: readBoost(given['SamplingRateBoost']),
  };
}

function readBoost(given: unknown): SamplingRateBoost | undefined {
  if (!isObject(given) || !isNumber(given['MaxRate'])) return undefined;
  const minutes = given['CooldownWindowMinutes'];
  return {
    MaxRate: given['MaxRate'],
    CooldownWindowMinutes: isNumber(minutes) ? minutes : 0,
    DisableDefaultAnomalyDetection: given['DisableDefaultAnomalyDetection'] === true,
  };
}

function areTexts<Name extends string>(values: Record<Name, unknown>): values is Record<Name, string> {
  return Object.values(values).every((value) => typeof value === 'string');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

const DEFAULT_PRIORITY = 10_000;
