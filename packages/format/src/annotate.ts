import { ATTR_XRAY_ANNOTATIONS, ATTR_XRAY_METADATA_PREFIX } from './attributes.ts';
import { MetadataText } from './metadata-text.ts';
import type { AnnotationValue } from './segment-document.ts';

/** The part of an OpenTelemetry span that is written here. Spans of the API and of every SDK fit it by shape. */
export interface AnnotatableSpan {
  setAttribute(key: string, value: string | number | boolean | string[]): unknown;
  isRecording?(): boolean;
}

/**
 * Sets a span attribute that X-Ray indexes: one can filter traces by it (`annotation.key = "value"`).
 * Source: https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html#api-segmentdocuments-annotations
 * @param key letters, digits, `_` and `.`; other characters become `_` in the document
 * @param value a string, a finite number or a boolean
 * @returns whether the value will arrive. It is `false` if the value has another type, the key is empty, or the span
 *   does not record. It is also `false` if a limit of the SDK (number of attributes, length of a value) drops or cuts
 *   the value. An earlier value of the key then stays. Never throws. Source: X-Ray developer guide, "Annotations";
 *   the names are stored in `aws.xray.annotations`, which the collector reads too.
 * @example annotate(trace.getActiveSpan(), 'order.id', order.id);
 */
export function annotate(span: AnnotatableSpan | undefined, key: string, value: AnnotationValue): boolean {
  return written(() => {
    if (!isOpen(span) || !isName(key) || !isAnnotationValue(value)) return false;
    if (!replaceAttribute(span, key, value)) return false;
    const names = readAttribute(span, ATTR_XRAY_ANNOTATIONS);
    const earlier: readonly string[] = Array.isArray(names) ? names : [];
    if (earlier.includes(key) || isTaken(span, ATTR_XRAY_ANNOTATIONS, [...earlier, key])) return true;
    // A name that was cut would be that of another attribute.
    if (readAttribute(span, ATTR_XRAY_ANNOTATIONS) !== undefined)
      span.setAttribute(ATTR_XRAY_ANNOTATIONS, [...earlier]);
    return false;
  });
}

/**
 * Adds a value to a span's metadata, which X-Ray stores and shows but does not index. A later value of the same key replaces the earlier.
 * The cost of a call does not grow with the number of earlier ones.
 * Source: https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html#api-segmentdocuments-annotations
 * @param namespace groups keys; `default` is where other span attributes are
 * @param value anything that JSON can hold
 * @returns whether the value will arrive. It is `false` if JSON cannot hold the value, the namespace or key is empty,
 *   or the span does not record. It is `false` if the attribute of the namespace was set to something else by hand.
 *   It is also `false` if a limit of the SDK (number of attributes, length of a value) drops or cuts the value. The
 *   namespace's earlier values then stay. Never throws. Source: X-Ray developer guide, "Metadata"; stored as JSON in
 *   `aws.xray.metadata.<namespace>`, which the collector reads too.
 * @example addMetadata(trace.getActiveSpan(), 'cart', 'items', [{ sku: 'A-1', count: 2 }]);
 */
export function addMetadata(
  span: AnnotatableSpan | undefined,
  namespace: string,
  key: string,
  value: unknown,
): boolean {
  return written(() => {
    if (!isOpen(span) || !isName(namespace) || !isName(key)) return false;
    const json = JSON.stringify(value);
    const name = ATTR_XRAY_METADATA_PREFIX + namespace;
    const metadata = json === undefined ? undefined : metadataOf(span, name);
    if (json === undefined || metadata === undefined) return false;
    const undo = metadata.set(key, json);
    if (isTaken(span, name, metadata.text)) return true;
    if (metadata.hasOutdated) {
      metadata.compact();
      if (isTaken(span, name, metadata.text)) return true;
    }
    undo();
    if (metadata.isEmpty) memoryOf(span).cut.set(name, readAttribute(span, name));
    else span.setAttribute(name, metadata.text);
    return false;
  });
}

/** Per span, the attributes that were set here. */
interface Memory {
  /** The metadata that was added. */
  readonly metadata: Map<string, MetadataText>;
  /** The rest of a first text that the SDK has cut: nobody's value, to be replaced by one that fits. */
  readonly cut: Map<string, unknown>;
  /** The attributes of a span that cannot be read. */
  readonly attributes: Map<string, unknown>;
}

const memories = new WeakMap<AnnotatableSpan, Memory>();

function memoryOf(span: AnnotatableSpan): Memory {
  let memory = memories.get(span);
  if (memory === undefined) {
    memory = { metadata: new Map(), cut: new Map(), attributes: new Map() };
    memories.set(span, memory);
  }
  return memory;
}

/** The metadata of a namespace as the span has it; `undefined` if someone else has put anything but a JSON object there. */
function metadataOf(span: AnnotatableSpan, name: string): MetadataText | undefined {
  const { metadata, cut } = memoryOf(span);
  const known = metadata.get(name);
  const text = readAttribute(span, name);
  if (known !== undefined && known.text === text) return known;
  const isFree = text === undefined || text === cut.get(name);
  const read = isFree ? new MetadataText() : MetadataText.parse(text as string);
  if (read !== undefined) metadata.set(name, read);
  return read;
}

type AttributeValue = string | number | boolean | string[];

/** Sets an attribute, and puts the earlier value back where the SDK has cut the new one. */
function replaceAttribute(span: AnnotatableSpan, name: string, value: AttributeValue): boolean {
  const earlier = readAttribute(span, name) as AttributeValue | undefined;
  if (isTaken(span, name, value)) return true;
  if (earlier !== undefined) span.setAttribute(name, earlier);
  return false;
}

/** Sets an attribute and reads it back: the SDK drops one that is too many and cuts one that is too long, in silence. */
function isTaken(span: AnnotatableSpan, name: string, value: AttributeValue): boolean {
  span.setAttribute(name, value);
  if (!isReadable(span)) {
    memoryOf(span).attributes.set(name, value);
    return true;
  }
  const taken = readAttribute(span, name);
  return Array.isArray(value) ? isSameList(taken, value) : taken === value;
}

function isSameList(taken: unknown, list: readonly string[]): boolean {
  return Array.isArray(taken) && taken.length === list.length && taken.every((item, at) => item === list[at]);
}

type ReadableAttributes = { readonly attributes: Record<string, unknown> };

// The API's spans are write-only; those of the SDKs have their attributes as a member.
function isReadable(span: AnnotatableSpan): span is AnnotatableSpan & ReadableAttributes {
  return typeof (span as Partial<ReadableAttributes>).attributes === 'object';
}

function readAttribute(span: AnnotatableSpan, name: string): unknown {
  return isReadable(span) ? span.attributes[name] : memories.get(span)?.attributes.get(name);
}

function isOpen(span: AnnotatableSpan | undefined): span is AnnotatableSpan {
  return span !== undefined && span.isRecording?.() !== false;
}

function isName(text: unknown): boolean {
  return typeof text === 'string' && text !== '';
}

function isAnnotationValue(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

// JSON.stringify throws for cycles and bigint, JSON.parse for text that someone else put there.
function written(write: () => boolean): boolean {
  try {
    return write();
  } catch {
    return false;
  }
}
