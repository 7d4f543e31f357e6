import type { AttributesLike, SpanLike } from '../ground/readable-span.ts';

type Redact = (key: string, value: unknown) => unknown;

/**
 * Returns views of spans in which every attribute, of the span, its events, its links and its resource, is the result of `redact` . An
 * attribute for which it throws is left out: a secret must not show because its redaction failed.
 * @param onError receives the key for which it threw
 */
export function redactedViews(redact: Redact, onError: (key: string) => void): (span: SpanLike) => SpanLike {
  const change = (attributes: AttributesLike | undefined): AttributesLike => {
    const changed: [string, unknown][] = [];
    for (const key of Object.keys(attributes ?? {})) {
      try {
        changed.push([key, redact(key, attributes?.[key])]);
      } catch {
        onError(key);
      }
    }
    return Object.fromEntries(changed.filter(([, value]) => value !== undefined));
  };
  // Spans of one resource must go on sharing it: what it gives is read once.
  const resources = new WeakMap<object, SpanLike['resource']>();
  const changeResource = (resource: SpanLike['resource']): SpanLike['resource'] => {
    if (typeof resource !== 'object' || resource === null) return resource;
    const pending = (resource as { asyncAttributesPending?: boolean }).asyncAttributesPending === true;
    const known = resources.get(resource);
    if (known !== undefined && !pending) return known;
    const changed = { attributes: change(resource.attributes), asyncAttributesPending: pending };
    if (!pending) resources.set(resource, changed);
    return changed;
  };
  return (span) => viewOf(span, change, changeResource);
}

/** Everything is read on access, so that a span which throws does so where that is expected. */
function viewOf(
  span: SpanLike,
  change: (attributes: AttributesLike | undefined) => AttributesLike,
  changeResource: (resource: SpanLike['resource']) => SpanLike['resource'],
): SpanLike {
  const each = <T extends { readonly attributes?: AttributesLike }>(list: readonly T[]): readonly T[] =>
    Array.isArray(list) ? list.map((item) => ({ ...item, attributes: change(item.attributes) })) : list;
  return Object.defineProperties(
    {},
    {
      ...forwarded(span),
      spanContext: { value: () => span.spanContext() },
      attributes: { get: () => change(span.attributes) },
      events: { get: () => each(span.events) },
      links: { get: () => each(span.links) },
      resource: { get: () => changeResource(span.resource) },
    },
  ) as SpanLike;
}

const FORWARDED = [
  'name',
  'kind',
  'parentSpanContext',
  'parentSpanId',
  'startTime',
  'endTime',
  'status',
  'instrumentationScope',
  'droppedAttributesCount',
  'droppedEventsCount',
  'droppedLinksCount',
] as readonly (keyof SpanLike)[];

function forwarded(span: SpanLike): PropertyDescriptorMap {
  return Object.fromEntries(FORWARDED.map((key) => [key, { get: () => span[key] }]));
}
