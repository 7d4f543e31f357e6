import { ATTR_XRAY_ANNOTATIONS, ATTR_XRAY_METADATA_PREFIX } from './attributes.ts';
import type { AnnotationValue } from './segment-document.ts';

/** The part of an OpenTelemetry span that is written here. Spans of the API and of every SDK fit it by shape. */
export interface AnnotatableSpan {
  setAttribute(key: string, value: string | number | boolean | string[]): unknown;
  isRecording?(): boolean;
}

/**
 * Sets a span attribute that X-Ray indexes: one can filter traces by it (`annotation.key = "value"`).
 * @param key letters, digits, `_` and `.`; other characters become `_` in the document
 * @param value a text, a finite number or a boolean
 * @returns `false`, and nothing is set, if the value has another type, the key is empty or the span does not record. Never throws.
 * Source: X-Ray developer guide, "Annotations"; the names are kept in `aws.xray.annotations`, which the collector reads too.
 * @example annotate(trace.getActiveSpan(), 'order.id', order.id);
 */
export function annotate(span: AnnotatableSpan | undefined, key: string, value: AnnotationValue): boolean {
  return written(() => {
    if (!isOpen(span) || !isName(key) || !isAnnotationValue(value)) return false;
    const names = readAttribute(span, ATTR_XRAY_ANNOTATIONS);
    const earlier = Array.isArray(names) ? names : [];
    span.setAttribute(key, value);
    if (!earlier.includes(key)) writeAttribute(span, ATTR_XRAY_ANNOTATIONS, [...earlier, key]);
    return true;
  });
}

/**
 * Adds a value to a span's metadata, which X-Ray stores and shows but does not index. A later value of the same key replaces the earlier.
 * @param namespace groups keys; `default` is where other span attributes are
 * @param value anything that JSON can hold
 * @returns `false`, and nothing is set, if JSON cannot hold the value, the namespace's attribute has been set to something else
 *   by hand, the namespace or key is empty, or the span does not record. Never throws.
 * Source: X-Ray developer guide, "Metadata"; kept as JSON in `aws.xray.metadata.<namespace>`, which the collector reads too.
 * @example addMetadata(trace.getActiveSpan(), 'cart', 'items', [{ sku: 'A-1', count: 2 }]);
 */
export function addMetadata(
  span: AnnotatableSpan | undefined,
  namespace: string,
  key: string,
  value: unknown,
): boolean {
  return written(() => {
    if (!isOpen(span) || !isName(namespace) || !isName(key) || JSON.stringify(value) === undefined) return false;
    const name = ATTR_XRAY_METADATA_PREFIX + namespace;
    const earlier = JSON.parse((readAttribute(span, name) ?? '{}') as string);
    if (typeof earlier !== 'object' || earlier === null || Array.isArray(earlier)) return false;
    writeAttribute(span, name, JSON.stringify({ ...earlier, [key]: value }));
    return true;
  });
}

/** What was written to spans that cannot be read. */
const unreadable = new WeakMap<AnnotatableSpan, Map<string, unknown>>();

// The API's spans are write-only; those of the SDKs have their attributes as a member.
function readAttribute(span: AnnotatableSpan, name: string): unknown {
  const { attributes } = span as { attributes?: Record<string, unknown> };
  return attributes ? attributes[name] : unreadable.get(span)?.get(name);
}

function writeAttribute(span: AnnotatableSpan, name: string, value: string | string[]): void {
  span.setAttribute(name, value);
  if ('attributes' in span) return;
  const values = unreadable.get(span) ?? new Map<string, unknown>();
  unreadable.set(span, values.set(name, value));
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
