import type { TranslatedAttribute, Translation } from '@otel-xray/console/contract';
import { createTranslator, type SpanLike } from '@otel-xray/translator';
import { isObject, type JsonObject, objectIn } from '../ground/json.ts';
import { spansOf } from './spans.ts';
import { INDEXED } from './xray-shape.ts';

/**
 * Explains the result of a span and of each of its attributes. The translator has no record of it: the span is translated once more without
 * the attribute, and the differences are its result. It explains the shape of the exporter.
 * @param text a request with this one span
 */
export function explainSpan(text: string): Translation {
  const request = JSON.parse(text) as JsonObject;
  const [received] = spansOf(request);
  const given = spanIn(request);
  if (!received) return { span: given, attributes: [] };
  const { span } = received;
  const { resource } = span;
  const whole = translate(span);
  return {
    span: given,
    attributes: [
      ...Object.entries(span.attributes).map(([name, value]) =>
        explain(name, value, whole, translate({ ...span, attributes: without(span.attributes, name) })),
      ),
      ...Object.entries(resource.attributes).map(([name, value]) => {
        const others = { ...span, resource: { attributes: without(resource.attributes, name) } };
        return explain(`${RESOURCE}${name}`, value, whole, translate(others));
      }),
    ],
  };
}

interface Translated {
  /** JSON pointer → leaf, of the span's own document. */
  readonly leaves: ReadonlyMap<string, unknown>;
  readonly truncated: readonly string[];
}

function explain(attribute: string, value: unknown, whole: Translated, others: Translated): TranslatedAttribute {
  const targets = [...whole.leaves].filter(([at, leaf]) => others.leaves.get(at) !== leaf).map(([at]) => at);
  // The translator names an attribute that it cut, or the place in the document.
  const names = [attribute, ...targets.map((at) => at.slice(1).replaceAll('/', '.'))];
  const isCut = whole.truncated.some((name) => names.includes(name) || attribute === `${RESOURCE}${name}`);
  const reason = isCut
    ? 'longer than the document takes'
    : targets.length === 0
      ? 'another attribute says it'
      : undefined;
  return {
    attribute,
    value,
    targets,
    outcome: isCut ? 'cut' : outcomeOf(targets),
    ...(reason !== undefined && { reason }),
  };
}

function outcomeOf(targets: readonly string[]): TranslatedAttribute['outcome'] {
  if (targets.length === 0) return 'dropped';
  if (targets.some((at) => at.startsWith('/annotations/'))) return 'annotation';
  return targets.every((at) => at.startsWith('/metadata/')) ? 'metadata' : 'field';
}

function translate(span: SpanLike): Translated {
  const { documents, report } = TRANSLATOR.translate([span]);
  const { spanId } = span.spanContext();
  const own = documents.find(({ id }) => id === spanId) ?? documents[0];
  return { leaves: new Map(own && leavesOf(own, '')), truncated: report.truncated };
}

function* leavesOf(value: unknown, at: string): Generator<[string, unknown]> {
  if (!isObject(value) && !Array.isArray(value)) yield [at, value];
  else
    for (const [name, member] of Object.entries(value))
      yield* leavesOf(member, `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`);
}

function without(attributes: SpanLike['attributes'], name: string): SpanLike['attributes'] {
  const { [name]: _, ...others } = attributes;
  return others;
}

// The one span of the request, with its resource and scope beside its own members.
function spanIn({ resourceSpans }: JsonObject): JsonObject {
  const ofResource = first(resourceSpans);
  const ofScope = first(ofResource['scopeSpans']);
  return { ...first(ofScope['spans']), resource: objectIn(ofResource['resource']), scope: objectIn(ofScope['scope']) };
}

function first(list: unknown): JsonObject {
  return objectIn(Array.isArray(list) ? list[0] : undefined);
}

const RESOURCE = 'resource.';
// The same ids each time, or every exception would seem to come of every attribute.
const TRANSLATOR = createTranslator({
  idGenerator: { generateSpanId: () => '0000000000000001' },
  indexedAttributes: INDEXED,
});
