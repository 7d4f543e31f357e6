import { MAX_ANNOTATION_KEY_LENGTH, MAX_ANNOTATION_VALUE_LENGTH } from '@otel-xray/format';
import { writeAnnotationsAsCollector } from '../collector/annotations.ts';
import { type Annotated, NO_ANNOTATIONS } from '../entity/annotated.ts';
import { type Entity, isEmbedded, isSegment, type Translation } from '../entity/translation.ts';
import type { IndexedAttribute } from '../ground/options.ts';
import { noteTruncated } from '../ground/report.ts';
import { toAnnotationKey } from '../read/annotation-key.ts';
import type { AttributeReader } from '../read/attribute-reader.ts';
import {
  AWS_LOCAL_OPERATION,
  ENDUSER_ID,
  ENDUSER_PSEUDO_ID,
  FAAS_COLDSTART,
  GENAI,
  GENAI_AGENT_NAME,
  GENAI_FINISH_REASONS,
  GENAI_INPUT_TOKENS,
  GENAI_OPERATION_NAME,
  GENAI_OUTPUT_TOKENS,
  GENAI_PROVIDER_NAME,
  GENAI_REQUEST_MODEL,
  GENAI_RESPONSE_MODEL,
  GENAI_SYSTEM,
  GENAI_TOOL_NAME,
  HTTP_MARK,
  HTTP_METHOD,
  HTTP_REQUEST_METHOD,
  HTTP_ROUTE,
  NAMES,
  USER,
  USER_ID,
  XRAY,
  XRAY_ANNOTATIONS,
} from '../read/semconv.ts';
import { RESOURCE_PREFIX, type ResourceFacts } from '../resource/resource.ts';
import { writeValue } from '../write/json-value.ts';
import { memberName, opening } from '../write/json-writer.ts';
import { isScalar, toJsonValue } from '../write/odd-values.ts';
import { provenanceOf } from './provenance.ts';

/** The names of the members written here. */
const M = {
  user: memberName('user'),
  annotations: opening('annotations'),
  operation: memberName('aws.local.operation'),
  operation_without_dots: memberName('aws_local_operation'),
};

const NO_NAMES: readonly string[] = [];
const NONE: ReadonlySet<string> = new Set();
/**
 * Writes `user`. An embedded subsegment cannot have one: its user goes to the document that holds it, if that has none; `writeUserOfTree`
 * writes it there.
 */
export function writeUser(t: Translation, e: Entity): void {
  const a = t.attributes;
  if (!t.options.rules.currentNames) {
    if (a.text(ENDUSER_ID) !== '') t.writer.stringMember(M.user, a.text(ENDUSER_ID));
    a.use(ENDUSER_ID);
    return;
  }
  const user = (a.groups & USER) === 0 ? '' : a.text(ENDUSER_ID) || a.text(USER_ID) || a.text(ENDUSER_PSEUDO_ID);
  if (!isEmbedded(e.role)) {
    t.user = user;
    if (user !== '') t.writer.stringMember(M.user, user);
  } else if (t.user === '' && user !== '') {
    t.user = user;
    t.userMovedUp = true;
  }
  if (user !== '' && user === t.user) a.useIfText(user, USERS);
}

const USERS = [ENDUSER_ID, USER_ID, ENDUSER_PSEUDO_ID];

/** Writes the user that an embedded subsegment named. */
export function writeUserOfTree(t: Translation): void {
  if (t.userMovedUp) t.writer.stringMember(M.user, t.user);
  t.userMovedUp = false;
}

/** Writes `annotations`, and returns the attributes in it. */
export function writeAnnotations(t: Translation, e: Entity, facts: ResourceFacts): Annotated {
  const { options } = t;
  const onSpan = (t.attributes.groups & XRAY) === 0 ? NO_NAMES : namedOnSpan(t.attributes);
  if (options.rules.annotationBudget) return writeWithinBudget(t, e, facts, onSpan);
  if (onSpan.length === 0 && options.indexed.length === 0 && !options.indexAllAttributes) return NO_ANNOTATIONS;
  return writeAnnotationsAsCollector(t, e, facts, onSpan);
}

function namedOnSpan(a: AttributeReader): readonly string[] {
  const named = a.value(XRAY_ANNOTATIONS);
  if (!Array.isArray(named)) return NO_NAMES;
  a.use(XRAY_ANNOTATIONS);
  return named.filter((name) => typeof name === 'string');
}

/** Writes annotations in this order: keys that the span names, the options, the rules for models, everything. */
function writeWithinBudget(t: Translation, e: Entity, facts: ResourceFacts, onSpan: readonly string[]): Annotated {
  const { options, attributes: a } = t;
  const genAi = options.indexGenAi && (a.groups & GENAI) !== 0;
  const startsCold = options.rules.lambda && a.has(FAAS_COLDSTART);
  const operation = options.rules.operations && isSegment(e.role) ? operationOf(t, e) : '';
  if (onSpan.length === 0 && options.indexed.length === 0 && !genAi && !startsCold && !options.indexAllAttributes) {
    if (operation !== '' && fitsBudget(t, e, OPERATION)) writeOperation(t, operation);
    return NO_ANNOTATIONS;
  }
  const chosen = new Chosen(t, e, facts);
  for (const name of onSpan) chosen.addNamed(name, name);
  for (const { attribute, as } of options.indexed) {
    if (attribute.includes('*')) chosen.addMatching(attribute);
    else chosen.addNamed(attribute, as);
  }
  if (genAi) for (const slot of GENAI_INDEXED) chosen.addNamed(NAMES[slot] as string, NAMES[slot] as string);
  if (startsCold) chosen.addNamed(NAMES[FAAS_COLDSTART] as string, NAMES[FAAS_COLDSTART] as string);
  if (operation !== '') chosen.addMade(OPERATION, operation);
  if (options.indexAllAttributes) chosen.addMatching('*');
  chosen.write();
  return { span: chosen.span, resource: chosen.resource, lost: NONE };
}

const OPERATION = NAMES[AWS_LOCAL_OPERATION] as string;

/** The most frequent annotation, alone on nearly every segment. */
function writeOperation({ writer, options }: Translation, operation: string): void {
  writer.openMember(M.annotations);
  writer.name(options.allowDotsInAnnotationKeys ? M.operation : M.operation_without_dots);
  writer.string(firstCharacters(operation, MAX_ANNOTATION_VALUE_LENGTH));
  writer.closeObject();
}

/** The operation of its service that a segment ran; empty where the path of its URL says enough. */
function operationOf({ attributes: a }: Translation, { name, spanName }: Entity): string {
  const given = a.text(AWS_LOCAL_OPERATION);
  if (given !== '') return given;
  const method = a.text(HTTP_REQUEST_METHOD) || a.text(HTTP_METHOD);
  const route = a.text(HTTP_ROUTE);
  if (route !== '') return method === '' ? route : `${method} ${route}`;
  const isRequest = (a.groups & HTTP_MARK) !== 0;
  return isRequest || typeof spanName !== 'string' || spanName === name ? '' : spanName;
}

const GENAI_INDEXED = [
  GENAI_OPERATION_NAME,
  GENAI_PROVIDER_NAME,
  GENAI_SYSTEM,
  GENAI_REQUEST_MODEL,
  GENAI_RESPONSE_MODEL,
  GENAI_INPUT_TOKENS,
  GENAI_OUTPUT_TOKENS,
  GENAI_FINISH_REASONS,
  GENAI_AGENT_NAME,
  GENAI_TOOL_NAME,
];

class Chosen {
  readonly span: Set<string> = new Set();
  readonly resource: Set<string> = new Set();
  readonly #values: Map<string, string | number | boolean> = new Map();
  readonly #t: Translation;
  readonly #e: Entity;
  readonly #facts: ResourceFacts;

  constructor(t: Translation, e: Entity, facts: ResourceFacts) {
    this.#t = t;
    this.#e = e;
    this.#facts = facts;
  }

  addNamed(name: string, as: string): void {
    const { attributes: a } = this.#t;
    const at = a.indexOf(name);
    if (at >= 0) {
      if (!a.isRemoved(at)) this.#add(this.span, name, as, a.values[at]);
    } else if (name.startsWith(RESOURCE_PREFIX)) {
      this.#addResource(name, as);
    } else if (name.startsWith('otel.') && this.#t.options.rules.provenance) {
      // Metadata that describes the span itself, `otel.span.name` first of all: it stays there too.
      this.#add(new Set(), name, as, provenanceOf(this.#e.node, '', this.#e.spanName)[name]);
    }
  }

  /** An annotation that no attribute holds. */
  addMade(name: string, value: string): void {
    this.#add(new Set(), name, name, value);
  }

  /** In the order of the keys, so that it does not depend on the order in which they were set which ones are over the limit. */
  addMatching(glob: string): void {
    const { attributes: a } = this.#t;
    const names: string[] = [];
    for (let at = 0; at < a.count; at++) {
      const key = a.key(at);
      if (!a.isUsed(at) && matches(glob, key) && !this.span.has(key)) names.push(key);
    }
    if (this.#e.holdsResource) {
      for (const key of Object.keys(this.#facts.attributes)) {
        if (matches(glob, RESOURCE_PREFIX + key) && !this.resource.has(key)) names.push(RESOURCE_PREFIX + key);
      }
    }
    for (const name of names.sort()) this.addNamed(name, name);
  }

  write(): void {
    if (this.#values.size === 0) return;
    const { writer } = this.#t;
    writer.openMember(M.annotations);
    for (const [key, value] of this.#values) {
      writer.key(key);
      writeValue(writer, value);
    }
    writer.closeObject();
  }

  #addResource(name: string, as: string): void {
    if (!this.#e.holdsResource) return;
    const key = name.slice(RESOURCE_PREFIX.length);
    if (Object.hasOwn(this.#facts.attributes, key)) this.#add(this.resource, key, as, this.#facts.attributes[key]);
  }

  /** The first attribute with a key has it; another one stays in the metadata and is reported. */
  #add(taken: Set<string>, attribute: string, as: string, value: unknown): void {
    const text = annotationValue(value);
    if (text === undefined) return;
    const key = toAnnotationKey(as, this.#t.options.allowDotsInAnnotationKeys).slice(0, MAX_ANNOTATION_KEY_LENGTH);
    if (key === '' || this.#values.has(key)) return;
    if (!fitsBudget(this.#t, this.#e, key)) {
      noteTruncated(this.#t.report, taken === this.resource ? RESOURCE_PREFIX + attribute : attribute);
      return;
    }
    this.#values.set(key, text);
    // A list, or a string that was cut, keeps its full value in the metadata.
    if (text === value && as.length <= MAX_ANNOTATION_KEY_LENGTH) taken.add(attribute);
  }
}

/** Whether a key is within the limit of its trace, whose keys it joins. */
function fitsBudget(t: Translation, { node }: Entity, key: string): boolean {
  if (t.annotatedTraceId !== node.traceId) enterTrace(t, node.traceId);
  const keys = t.annotationKeys;
  if (keys.has(key)) return true;
  if (keys.size >= t.options.maxAnnotations) return false;
  if (keys === NONE && key === OPERATION) t.annotationKeys = OPERATION_ALONE;
  else if (keys === NONE || keys === OPERATION_ALONE) t.annotationKeys = new Set(keys).add(key);
  else (keys as Set<string>).add(key);
  return true;
}

/** With nesting the documents of a trace follow each other; else its keys are remembered for later documents. */
function enterTrace(t: Translation, traceId: string): void {
  const { nest } = t.options;
  if (!nest) t.keysOfTraces.set(t.annotatedTraceId, t.annotationKeys);
  t.annotatedTraceId = traceId;
  t.annotationKeys = (nest ? undefined : t.keysOfTraces.get(traceId)) ?? NONE;
}

/** Forgets the annotations of all traces: a call starts anew. */
export function forgetAnnotationKeys(t: Translation): void {
  t.annotatedTraceId = '';
  t.annotationKeys = NONE;
  if (t.keysOfTraces.size > 0) t.keysOfTraces.clear();
}

/** Shared by all traces that have no other annotation, which are nearly all. */
const OPERATION_ALONE: ReadonlySet<string> = new Set([OPERATION]);

/** Returns a value that X-Ray accepts; lists of strings are joined, since they cannot be searched otherwise. */
function annotationValue(value: unknown): string | number | boolean | undefined {
  if (typeof value === 'string') return firstCharacters(value, MAX_ANNOTATION_VALUE_LENGTH);
  if (isScalar(value)) return value;
  if (typeof value === 'bigint') return toJsonValue(value) as string | number;
  if (!Array.isArray(value) || value.length === 0 || !value.every((item) => typeof item === 'string')) return undefined;
  const joined = value.join(',');
  return joined.length <= MAX_ANNOTATION_VALUE_LENGTH ? joined : undefined;
}

/** So many code points, at most. */
function firstCharacters(text: string, count: number): string {
  if (text.length <= count) return text;
  let end = 0;
  for (let left = count; left > 0 && end < text.length; left--)
    end += (text.codePointAt(end) as number) > 0xffff ? 2 : 1;
  return text.slice(0, end);
}

function matches(glob: string, text: string): boolean {
  if (glob === '*') return true;
  const parts = glob.split('*');
  const first = parts[0] as string;
  const last = parts.at(-1) as string;
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false;
  let at = first.length;
  const end = text.length - last.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}

/** Puts back, for annotations, attributes that other blocks removed: names in the options, and in `enhanced` on the span too. */
export function releaseIndexed(a: AttributeReader, indexed: readonly IndexedAttribute[]): void {
  for (const { attribute } of indexed) a.release(attribute);
}
