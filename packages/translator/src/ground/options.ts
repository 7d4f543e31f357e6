import { MAX_ANNOTATIONS, MAX_DOCUMENT_BYTES } from '@otel-xray/format';
import { wrongOption } from '@otel-xray/runtime/options';
import { nodeCrypto } from './node-crypto.ts';
import type { SpanLike } from './readable-span.ts';
import { type Rules, rulesOf } from './rules.ts';

/** How spans are translated; all keys are optional. */
export interface TranslatorOptions {
  /**
   * `enhanced` is right where the reference is wrong; `collector` gives what the `awsxray` exporter 0.120.0 of the OpenTelemetry
   * Collector gives for the same spans, quirks included. Default `enhanced`.
   */
  profile?: 'enhanced' | 'collector';
  /**
   * Attributes that become annotations, by name, by glob (`app.*`, in `enhanced`), or under another name. Resource attributes are
   * addressed as `otel.resource.<name>`. Default: none.
   */
  indexedAttributes?: readonly (string | IndexedAttribute)[];
  /** Whether every attribute becomes an annotation. Default `false`. */
  indexAllAttributes?: boolean;
  /** CloudWatch log groups of the service, where the resource names none. Default: none. */
  logGroupNames?: readonly string[];
  /** Whether spans are dropped whose trace id does not begin with a time of the last 28 days. Default `false`. */
  validateTraceIdTimestamp?: boolean;
  /** Whether an annotation's key may have dots; else a dot becomes `_`. Default `true`. */
  allowDotsInAnnotationKeys?: boolean;
  /** Bytes of UTF-8 in one document; larger ones are split and then cut. Default 64,000. No effect in `collector`. */
  maxDocumentBytes?: number;
  /** Whether subsegments are embedded in their parent where both are in one batch. Default `true`. No effect in `collector`. */
  nest?: boolean;
  /** Frames of one stack. Default 50. No effect in `collector`. */
  maxStackFrames?: number;
  /** The folder of the program, written beside exceptions as `cause.working_directory`. Default: not written. No effect in `collector`. */
  workingDirectory?: string;
  /** Annotations of one document and of one trace. Default 50. No effect in `collector`. */
  maxAnnotations?: number;
  /** Events kept in the metadata of one span. Default 64. */
  maxEvents?: number;
  /** Whether model, tokens and the like of `gen_ai` spans become annotations. Default `true`. No effect in `collector`. */
  indexGenAi?: boolean;
  /** How prompts and answers are written, of `gen_ai` spans: `truncate` cuts each at 4,000 characters. Default `truncate`. */
  genAiContent?: 'keep' | 'truncate' | 'drop';
  /** In AWS Lambda, whether the spans of an invocation hang below the function's own segment. Default `subsegment`. */
  lambda?: 'segment' | 'subsegment';
  /**
   * Returns whether a span id is that of a segment which AWS Lambda itself records. Called with `lambda: 'subsegment'` only. Default:
   * whether it is the `Parent` of the runtime's current trace header, where the resource is a Lambda function.
   */
  isFunctionSegment?: (spanId: string) => boolean;
  /** How the query of a URL is written. Signatures of AWS requests are redacted in any case. Default `keep`. */
  urlQuery?: 'keep' | 'strip' | 'redact';
  /**
   * Returns the value to write for an attribute of a span, an event, a link or a resource; `undefined` leaves it out, and so does an
   * error. Called before anything else. Default: none.
   */
  redact?: (key: string, value: unknown) => unknown;
  /** Gives the name of a segment, from the one it would have, which it keeps where this throws. Default: none. */
  segmentName?: (span: SpanLike, defaultName: string) => string;
  /** Makes the ids of exceptions. Default: from `node:crypto`. */
  idGenerator?: { generateSpanId(): string };
  /** The time, in epoch milliseconds. Default `Date.now`. */
  now?: () => number;
}

/** An attribute that becomes an annotation under another name. */
export interface IndexedAttribute {
  readonly attribute: string;
  readonly as: string;
}

/** The options as the rules see them. */
export interface ResolvedOptions {
  readonly profile: 'enhanced' | 'collector';
  readonly rules: Rules;
  readonly indexed: readonly IndexedAttribute[];
  readonly indexAllAttributes: boolean;
  readonly logGroupNames: readonly string[];
  readonly validateTraceIdTimestamp: boolean;
  readonly allowDotsInAnnotationKeys: boolean;
  readonly maxDocumentBytes: number;
  readonly nest: boolean;
  readonly maxStackFrames: number;
  /** Empty where it is not to be written. */
  readonly workingDirectory: string;
  readonly maxAnnotations: number;
  readonly maxEvents: number;
  readonly indexGenAi: boolean;
  readonly genAiContent: 'keep' | 'truncate' | 'drop';
  readonly lambda: 'segment' | 'subsegment';
  readonly isFunctionSegment: ((spanId: string) => boolean) | undefined;
  readonly urlQuery: 'keep' | 'strip' | 'redact';
  readonly redact: ((key: string, value: unknown) => unknown) | undefined;
  readonly segmentName: ((span: SpanLike, defaultName: string) => string) | undefined;
  readonly newId: () => string;
  readonly now: () => number;
}

/** The smallest limit in which ids, times, name, flags and a first exception always fit. */
const MIN_DOCUMENT_BYTES = 4_096;

/**
 * Puts defaults in the place of what was not given.
 * @param others rules in the place of the profile's, for tests of single ones
 * @throws TypeError that names the option, its value and what was expected
 */
export function resolveOptions(given: TranslatorOptions = {}, others?: Rules): ResolvedOptions {
  const profile = oneOf(given, 'profile', ['enhanced', 'collector'], 'enhanced');
  const rules = others ?? rulesOf(profile);
  const { idGenerator, redact, segmentName } = given;
  return {
    profile,
    rules,
    indexed: indexedOf(given),
    indexAllAttributes: flag(given, 'indexAllAttributes', false),
    logGroupNames: texts(given, 'logGroupNames'),
    validateTraceIdTimestamp: flag(given, 'validateTraceIdTimestamp', false),
    allowDotsInAnnotationKeys: flag(given, 'allowDotsInAnnotationKeys', true),
    maxDocumentBytes: rules.sizeLimit
      ? atLeast(given, 'maxDocumentBytes', MIN_DOCUMENT_BYTES, MAX_DOCUMENT_BYTES)
      : Number.POSITIVE_INFINITY,
    nest: rules.nesting && flag(given, 'nest', true),
    maxStackFrames: rules.scriptStacks ? atLeast(given, 'maxStackFrames', 1, 50) : Number.POSITIVE_INFINITY,
    workingDirectory: rules.causes ? text(given, 'workingDirectory') : '',
    maxAnnotations: rules.annotationBudget
      ? atLeast(given, 'maxAnnotations', 0, MAX_ANNOTATIONS)
      : Number.POSITIVE_INFINITY,
    maxEvents: atLeast(given, 'maxEvents', 0, 64),
    indexGenAi: rules.genAi && flag(given, 'indexGenAi', true),
    genAiContent: oneOf(given, 'genAiContent', ['keep', 'truncate', 'drop'], 'truncate'),
    lambda: rules.lambda ? oneOf(given, 'lambda', ['segment', 'subsegment'], 'subsegment') : 'segment',
    isFunctionSegment: method(given, 'isFunctionSegment', given.isFunctionSegment),
    urlQuery: oneOf(given, 'urlQuery', ['keep', 'strip', 'redact'], 'keep'),
    redact: method(given, 'redact', redact),
    segmentName: method(given, 'segmentName', segmentName),
    newId: idGenerator === undefined ? randomId : () => idGenerator.generateSpanId(),
    now: method(given, 'now', given.now) ?? Date.now,
  };
}

function oneOf<T extends string>(
  given: TranslatorOptions,
  name: keyof TranslatorOptions,
  allowed: readonly T[],
  or: T,
): T {
  const value = given[name];
  if (value === undefined) return or;
  if (!allowed.includes(value as T)) throw wrongOption(name, value, allowed.map((word) => `"${word}"`).join(' or '));
  return value as T;
}

function flag(given: TranslatorOptions, name: keyof TranslatorOptions, or: boolean): boolean {
  const value = given[name];
  if (value === undefined) return or;
  if (typeof value !== 'boolean') throw wrongOption(name, value, 'true or false');
  return value;
}

function atLeast(given: TranslatorOptions, name: keyof TranslatorOptions, least: number, or: number): number {
  const value = given[name];
  if (value === undefined) return or;
  if (typeof value !== 'number' || !(value >= least)) throw wrongOption(name, value, `a number >= ${least}`);
  return value;
}

function method<T>(given: TranslatorOptions, name: keyof TranslatorOptions, value: T | undefined): T | undefined {
  if (value !== undefined && typeof value !== 'function') throw wrongOption(name, given[name], 'a function');
  return value;
}

function text(given: TranslatorOptions, name: 'workingDirectory'): string {
  const value = given[name] ?? '';
  if (typeof value !== 'string') throw wrongOption(name, value, 'a text');
  return value;
}

function texts(given: TranslatorOptions, name: 'logGroupNames'): readonly string[] {
  const value = given[name] ?? [];
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string'))
    throw wrongOption(name, value, 'a list of strings');
  return value;
}

function indexedOf(given: TranslatorOptions): readonly IndexedAttribute[] {
  const value: unknown = given.indexedAttributes ?? [];
  if (!Array.isArray(value)) throw wrongOption('indexedAttributes', value, 'a list');
  const indexed: IndexedAttribute[] = value.map((item) => {
    if (typeof item === 'string') return { attribute: item, as: item };
    if (typeof item?.attribute === 'string' && typeof item?.as === 'string') return item;
    throw wrongOption('indexedAttributes', item, 'a list of names or objects { attribute, as }');
  });
  // An option that names one attribute is more specific than one that names many.
  const isGlob = ({ attribute }: IndexedAttribute): boolean => attribute.includes('*');
  return [...indexed.filter((item) => !isGlob(item)), ...indexed.filter(isGlob)];
}

const POOL_BYTES = 8_192;
let pool: Buffer | undefined;
let used = POOL_BYTES;

// Exceptions need ids of their own; a pool, because one call of the random source costs more than the id.
function randomId(): string {
  if (pool === undefined || used + 8 > POOL_BYTES) {
    pool = nodeCrypto().randomFillSync(Buffer.allocUnsafe(POOL_BYTES));
    used = 0;
  }
  used += 8;
  const id = pool.toString('hex', used - 8, used);
  return id === '0000000000000000' ? '0000000000000001' : id;
}
