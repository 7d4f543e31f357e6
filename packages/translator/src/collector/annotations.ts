import type { Annotated } from '../entity/annotated.ts';
import type { Entity, Translation } from '../entity/translation.ts';
import { toAnnotationKey } from '../read/annotation-key.ts';
import { RESOURCE_PREFIX, type ResourceFacts } from '../resource/resource.ts';
import { writeValue } from '../write/json-value.ts';
import { opening } from '../write/json-writer.ts';

/** The names of the members written here. */
const M = { annotations: opening('annotations') };

/** Writes `annotations` without limits: of two equal keys the last one wins, and an attribute that is no scalar is lost. */
export function writeAnnotationsAsCollector(
  t: Translation,
  e: Entity,
  facts: ResourceFacts,
  onSpan: readonly string[],
): Annotated {
  const { options, attributes: a, writer } = t;
  const names = new Set(onSpan);
  for (const { attribute } of options.indexed) names.add(attribute);
  const asksFor = (name: string): boolean => options.indexAllAttributes || names.has(name);
  const span = new Set<string>();
  const resource = new Set<string>();
  const lost = new Set<string>();
  const values = new Map<string, unknown>();
  const keyOf = (name: string): string => toAnnotationKey(name, options.allowDotsInAnnotationKeys);
  if (e.holdsResource) {
    for (const [key, value] of Object.entries(facts.attributes)) {
      if (!asksFor(RESOURCE_PREFIX + key) || !isScalar(value)) continue;
      values.set(keyOf(RESOURCE_PREFIX + key), value);
      resource.add(key);
    }
  }
  for (let at = 0; at < a.count; at++) {
    const key = a.key(at);
    if (a.isUsed(at) || !asksFor(key)) continue;
    if (!isScalar(a.values[at])) {
      lost.add(key);
      continue;
    }
    values.set(keyOf(key), a.values[at]);
    span.add(key);
  }
  if (values.size > 0) {
    writer.openMember(M.annotations);
    for (const [key, value] of values) {
      writer.key(key);
      writeValue(writer, value);
    }
    writer.closeObject();
  }
  return { span, resource, lost };
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
