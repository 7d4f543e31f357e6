import type * as fs from 'node:fs';
import { builtIn } from '@otel-xray/runtime';
import { log } from './log.ts';

/** Rules for anomalies, and how many traces that were not sampled are exported because of them. */
export interface AdaptiveSamplingConfig {
  readonly version?: number | string;
  /** A span that fulfils one of them is an anomaly; an empty list switches detection off. Default: errors, see {@link isDefaultAnomaly}. */
  readonly anomalyConditions?: readonly AnomalyCondition[];
  readonly anomalyCaptureLimit?: {
    /** New traces a second. Default 1; 0 captures none. */
    readonly anomalyTracesPerSecond: number;
  };
}

/** All members that are there must hold. */
export interface AnomalyCondition {
  /** A regular expression for the HTTP status code as text. */
  readonly errorCodeRegex?: string;
  /** `aws.local.operation`, or method and first part of the path, such as `GET /orders`. */
  readonly operations?: readonly string[];
  /** Least duration of the span in milliseconds. */
  readonly highLatencyMs?: number;
  /** Its effect. Default `both`. */
  readonly usage?: AnomalyUsage;
}

export type AnomalyUsage = 'both' | 'sampling-boost' | 'anomaly-trace-capture' | 'neither';

/** A checked condition. */
export interface CheckedCondition {
  readonly errorCode: RegExp | undefined;
  readonly operations: readonly string[] | undefined;
  readonly highLatencyMillis: number | undefined;
  readonly usage: AnomalyUsage;
}

export interface CheckedConfig {
  /** `undefined`: the default decides what is an anomaly. */
  readonly conditions: readonly CheckedCondition[] | undefined;
  readonly capturedPerSecond: number;
}

/** The variable with the document, or with the path of a file that has it. */
const ENV_CONFIG = 'AWS_XRAY_ADAPTIVE_SAMPLING_CONFIG';

/** The configuration in the environment; what is wrong with it is warned about, and it counts as absent. */
export function adaptiveConfigFromEnv(parse: (text: string) => unknown): CheckedConfig | undefined {
  const text = process.env[ENV_CONFIG]?.trim();
  if (!text) return undefined;
  try {
    return checkAdaptiveConfig(
      parse(/^[^{\n:]+$/.test(text) || isPath(text) ? builtIn<typeof fs>('node:fs').readFileSync(text, 'utf8') : text),
    );
  } catch (error) {
    log('warn', `${ENV_CONFIG} is left out: ${(error as Error).message}`);
    return undefined;
  }
}

// A document has a brace or a line break, and a path of Windows has a colon too.
function isPath(text: string): boolean {
  return /^[a-z]:[\\/][^\n]*$/i.test(text);
}

/** @throws TypeError that names the member and what was expected */
export function checkAdaptiveConfig(config: unknown): CheckedConfig {
  if (!isObject(config)) throw wrong('the document', config, 'an object');
  const { version, anomalyConditions: conditions, anomalyCaptureLimit: limit } = config;
  if (version !== undefined && Number(version) !== 1) throw wrong('version', version, '1.0');
  if (conditions !== undefined && !Array.isArray(conditions)) throw wrong('anomalyConditions', conditions, 'a list');
  const perSecond = limit === undefined ? 1 : isObject(limit) ? limit['anomalyTracesPerSecond'] : Number.NaN;
  if (typeof perSecond !== 'number' || !(perSecond >= 0))
    throw wrong('anomalyCaptureLimit.anomalyTracesPerSecond', perSecond, 'a number of traces');
  return { conditions: conditions?.map(checkCondition), capturedPerSecond: perSecond };
}

function checkCondition(condition: unknown, i: number): CheckedCondition {
  const name = (member: string): string => `anomalyConditions[${i}].${member}`;
  if (!isObject(condition)) throw wrong(`anomalyConditions[${i}]`, condition, 'an object');
  const { errorCodeRegex, operations, highLatencyMs, usage = 'both' } = condition;
  if (errorCodeRegex === undefined && highLatencyMs === undefined)
    throw wrong(`anomalyConditions[${i}]`, condition, 'errorCodeRegex, highLatencyMs or both');
  if (operations !== undefined && !isTexts(operations))
    throw wrong(name('operations'), operations, 'a list of strings');
  if (highLatencyMs !== undefined && (typeof highLatencyMs !== 'number' || !(highLatencyMs >= 0)))
    throw wrong(name('highLatencyMs'), highLatencyMs, 'a number of milliseconds');
  if (!isUsage(usage)) throw wrong(name('usage'), usage, `one of ${USAGES.join(', ')}`);
  return {
    errorCode: errorCodeRegex === undefined ? undefined : toRegExp(errorCodeRegex, name('errorCodeRegex')),
    operations,
    highLatencyMillis: highLatencyMs,
    usage,
  };
}

function toRegExp(source: unknown, name: string): RegExp {
  try {
    if (typeof source === 'string') return new RegExp(source);
  } catch {
    // Reported below.
  }
  throw wrong(name, source, 'a regular expression');
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function isUsage(value: unknown): value is AnomalyUsage {
  return (USAGES as readonly unknown[]).includes(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrong(member: string, value: unknown, expected: string): TypeError {
  return new TypeError(`adaptive sampling: ${member} is ${JSON.stringify(value)}, expected ${expected}.`);
}

const USAGES: readonly AnomalyUsage[] = ['both', 'sampling-boost', 'anomaly-trace-capture', 'neither'];
