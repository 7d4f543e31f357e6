import type { EntityFields, SegmentDocument } from '@otel-xray/format';
import { forgetAnnotationKeys } from './blocks/annotations.ts';
import { cleanedAttributes } from './blocks/privacy.ts';
import type { Translation } from './entity/translation.ts';
import { type ResolvedOptions, resolveOptions, type TranslatorOptions } from './ground/options.ts';
import type { AttributesLike, SpanLike } from './ground/readable-span.ts';
import { countDropped, newReport, type TranslationReport, warn } from './ground/report.ts';
import { isRecentTraceId } from './ground/trace-age.ts';
import { shrinkDocument } from './limits/shrink.ts';
import { AttributeReader } from './read/attribute-reader.ts';
import { NO_PLACE } from './read/database.ts';
import { readableAttributes } from './read/readable-attributes.ts';
import { redactedViews } from './read/redact.ts';
import { type ResourceFacts, readFacts } from './resource/resource.ts';
import { type DocumentEnd, writeDocuments } from './segment.ts';
import { NO_NODE, nestNodes, readNodes, type SpanNode } from './tree/nest.ts';
import { JsonWriter } from './write/json-writer.ts';
import { serializeDocument } from './write/serializer.ts';

/**
 * Receives the UTF-8 JSON of one document, `buffer[from, to)`; the bytes are valid until it returns. `spans` is the number of spans in it.
 * The sum over all documents is the number of spans less those dropped.
 */
export type ByteSink = (buffer: Uint8Array, from: number, to: number, spans: number) => void;

/** Turns spans into X-Ray documents. */
export interface Translator {
  /** Returns the documents as objects. Never throws: the report names each problem. */
  translate(spans: readonly SpanLike[]): { documents: SegmentDocument[]; report: TranslationReport };
  /** Gives the same documents as bytes, synchronously, one call of `sink` each. */
  translateToBytes(spans: readonly SpanLike[], sink: ByteSink): TranslationReport;
}

/**
 * Makes a translator. It keeps what the documents of one resource share, so make one and keep it.
 * Source: https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
 * @throws TypeError that names an option, its value and what was expected
 * @example
 * const translator = createTranslator({ indexedAttributes: ['customer.id'] });
 * const { documents, report } = translator.translate(spans);
 */
export function createTranslator(options?: TranslatorOptions): Translator {
  return translatorOf(resolveOptions(options));
}

let withDefaults: Translator | undefined;

/**
 * The documents of spans as bytes, by a translator with the default options: see `Translator.translateToBytes`.
 * Source: https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
 * @example translateToBytes(spans, (buffer, from, to) => file.write(buffer.subarray(from, to)));
 */
export function translateToBytes(spans: readonly SpanLike[], sink: ByteSink): TranslationReport {
  withDefaults ??= createTranslator();
  return withDefaults.translateToBytes(spans, sink);
}

/** The same from options that are resolved. */
export function translatorOf(options: ResolvedOptions): Translator {
  const state = newState(options);
  return {
    translateToBytes: (spans, sink) => translateInto(state, spans, sink),
    translate(spans) {
      const documents: SegmentDocument[] = [];
      const report = translateInto(state, spans, (buffer, from, to) => {
        documents.push(JSON.parse(DECODER.decode(buffer.subarray(from, to))));
      });
      return { documents, report };
    },
  };
}

const DECODER = new TextDecoder();
const ENCODER = new TextEncoder();

interface State extends Translation {
  readonly factsOf: (resource: unknown) => ResourceFacts;
  /** How many of the embedded spans stand in documents that were handed over. */
  counted: number;
  /** The view of a span in which nothing is seen that `redact` hides; absent where nothing is to be hidden. */
  readonly viewOf: ((span: SpanLike) => SpanLike) | undefined;
}

function newState(options: ResolvedOptions): State {
  const known = new WeakMap<object, ResourceFacts>();
  let last: ResourceFacts | undefined;
  let lastAttributes: AttributesLike | undefined;
  const readFactsOf = (attributes: AttributesLike): ResourceFacts => {
    try {
      return readFacts(cleanedAttributes(attributes, options), options);
    } catch (error) {
      if (!rules.oddValues) throw error;
      return readFacts(cleanedAttributes(readableAttributes(attributes, state.report), options), options);
    }
  };
  const { rules, redact } = options;
  const writer = new JsonWriter();
  writer.maxText = options.maxDocumentBytes;
  const state: State = {
    options,
    writer,
    attributes: new AttributeReader(rules.keepAttributes, rules.currentNames),
    report: newReport(),
    user: '',
    userMovedUp: false,
    entities: [],
    depth: 0,
    lastTraceId: '',
    lastXRayTraceId: '',
    stacks: new Map(),
    annotatedTraceId: '',
    annotationKeys: new Set(),
    keysOfTraces: new Map(),
    lastPlace: NO_PLACE,
    databases: new Map(),
    counted: 0,
    factsOf: (resource) => {
      const attributes = attributesOf(resource);
      if (lastAttributes === attributes && last !== undefined) return last;
      const facts = known.get(attributes) ?? readFactsOf(attributes);
      // Attributes that are still being found out must be read again.
      if ((resource as { asyncAttributesPending?: boolean } | undefined)?.asyncAttributesPending !== true) {
        known.set(attributes, facts);
        last = facts;
        lastAttributes = attributes;
      }
      return facts;
    },
    viewOf: redact && redactedViews(redact, (key) => warn(state.report, `redact threw for ${key}, which is left out`)),
  };
  return state;
}

const NO_ATTRIBUTES: AttributesLike = {};

function attributesOf(resource: unknown): AttributesLike {
  const attributes = (resource as { attributes?: unknown } | undefined)?.attributes;
  return typeof attributes === 'object' && attributes !== null ? (attributes as AttributesLike) : NO_ATTRIBUTES;
}

function translateInto(state: State, spans: readonly SpanLike[], sink: ByteSink): TranslationReport {
  const { options } = state;
  const report = newReport();
  report.spans = spans.length;
  state.report = report;
  forgetAnnotationKeys(state);
  const given = state.viewOf === undefined ? spans : spans.map(state.viewOf);
  const read = readNodes(given, !options.rules.oddValues, report);
  const nodes = options.validateTraceIdTimestamp ? read.filter((node) => isWanted(node, options, report)) : read;
  const roots = options.rules.nesting && options.nest ? nestNodes(nodes, report) : nodes;
  state.counted = 0;
  const end: DocumentEnd = (own) => endDocument(state, sink, own);
  for (const root of roots) translateTree(state, root, end);
  // They would hold on to the last spans.
  for (const entity of state.entities) entity.node = NO_NODE;
  return report;
}

function isWanted(node: SpanNode, options: ResolvedOptions, report: TranslationReport): boolean {
  const ids = options.rules.badLinks ? [node.traceId] : [node.traceId, ...linkedTraceIds(node.span)];
  if (ids.every((id) => isRecentTraceId(id, options.now()))) return true;
  countDropped(report, 'invalidTraceId');
  return false;
}

function linkedTraceIds(span: SpanLike): string[] {
  return Array.isArray(span.links) ? span.links.map((link) => link?.context?.traceId ?? '') : [];
}

/** One tree costs itself only: what fails is dropped and counted, and the spans below it go as documents of their own. */
function translateTree(state: State, root: SpanNode, end: DocumentEnd): void {
  const { report, writer } = state;
  writer.rewind(0);
  writer.oddNumbers = 0;
  state.depth = 0;
  const embedded = report.embedded;
  try {
    writeDocuments(state, root, state.factsOf(root.span.resource), end);
  } catch {
    writer.rewind(0);
    report.embedded = embedded;
    state.counted = embedded;
    const { children } = root;
    root.children = undefined;
    if (children === undefined) {
      countDropped(report, 'unreadable');
      return;
    }
    // Each span of the tree is translated alone, to find the one that failed.
    for (const node of [root, ...children]) {
      node.isEmbedded = false;
      translateTree(state, node, end);
    }
  }
}

/** Hands over the document in the writer. */
function endDocument(state: State, sink: ByteSink, own: 0 | 1): void {
  const { report, writer, options } = state;
  const spans = own + report.embedded - state.counted;
  state.counted = report.embedded;
  // The reference cannot write NaN and infinities, and loses the span.
  if (!options.rules.oddValues && writer.oddNumbers > 0) countDropped(report, 'unsupportedValue');
  else if (writer.length - 1 > options.maxDocumentBytes) shrink(state, sink, spans);
  else emit(report, sink, writer.buffer, writer.length - 1, spans);
  writer.rewind(0);
}

function emit(report: TranslationReport, sink: ByteSink, buffer: Uint8Array, length: number, spans: number): void {
  report.documents++;
  sink(buffer, 0, length, spans);
}

/** The rare way, on objects: a document over the limit. */
function shrink(state: State, sink: ByteSink, spans: number): void {
  const { writer, options, report } = state;
  const document: SegmentDocument = JSON.parse(DECODER.decode(writer.value()));
  // The segment of a service above its own call is no span: it is the one entity too many.
  let synthetic = countEntities(document) - spans;
  for (const part of shrinkDocument(document, options.maxDocumentBytes, report, writer.length - 1)) {
    const bytes = ENCODER.encode(serializeDocument(part));
    emit(report, sink, bytes, bytes.length, countEntities(part) - synthetic);
    synthetic = 0;
  }
}

function countEntities(root: EntityFields): number {
  let count = 0;
  const waiting: EntityFields[] = [root];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    count++;
    for (const child of next.subsegments ?? []) waiting.push(child);
  }
  return count;
}
