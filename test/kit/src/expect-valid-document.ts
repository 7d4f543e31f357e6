import { deepEqual } from 'node:assert/strict';
import {
  checkDocument,
  type EntityFields,
  MAX_ANNOTATION_KEY_LENGTH,
  MAX_ANNOTATION_VALUE_LENGTH,
  MAX_DOCUMENT_BYTES,
  type SegmentDocument,
} from '@otel-xray/format';
import { receiverProblems } from './receiver-types.ts';

/**
 * Throws unless X-Ray would accept and show a document as it is. It checks the errors of the service, the limits of its guide, the types
 * that the collector and the CloudWatch agent demand, and rules of all our documents. It checks the subsegments inside too.
 */
export function expectValidDocument(document: SegmentDocument): void {
  const problems = checkDocument(document).map(({ code }): string => code);
  const bytes = new TextEncoder().encode(JSON.stringify(document)).length;
  if (bytes > MAX_DOCUMENT_BYTES) problems.push(`${bytes} bytes`);
  if (document.type !== undefined && document.type !== 'subsegment') problems.push(`type ${document.type}`);
  for (const { trace_id, id } of document.links ?? []) {
    if (!TRACE_ID.test(trace_id) || !ID.test(id)) problems.push(`link to ${trace_id} ${id}`);
  }
  const waiting: Entity[] = [document];
  const ids = new Set<string>();
  for (let entity = waiting.pop(); entity !== undefined; entity = waiting.pop()) {
    for (const problem of problemsOf(entity)) problems.push(`${entity.id}: ${problem}`);
    if (ids.has(entity.id)) problems.push(`${entity.id} twice`);
    ids.add(entity.id);
    for (const child of entity.subsegments ?? []) {
      for (const member of ONLY_ALONE)
        if (member in child) problems.push(`${child.id}: ${member} in a subsegment inside another`);
      waiting.push(child);
    }
  }
  problems.push(...receiverProblems(document));
  deepEqual(problems, []);
}

type Entity = EntityFields & Partial<SegmentDocument>;

const ID = /^[0-9a-f]{16}$/;
const TRACE_ID = /^1-[0-9a-f]{8}-[0-9a-f]{24}$/;
/** The characters of the collector, which the service has always accepted: a part of those in the guide. */
const NAME = /^[ 0-9\p{L}_.:/%&#=+\\\-@]{1,200}$/u;
const ANNOTATION_KEY = /^[0-9A-Za-z_.]+$/;
const ONLY_ALONE = ['trace_id', 'parent_id', 'type', 'origin', 'service', 'user', 'links'];

function* problemsOf(entity: Entity): Generator<string> {
  const { id, name, start_time, end_time, in_progress, namespace, cause } = entity;
  if (!ID.test(id)) yield `id ${id}`;
  if (!NAME.test(name)) yield `name ${name}`;
  if (in_progress === true ? end_time !== undefined : !(Number(end_time) >= start_time))
    yield `from ${start_time} to ${end_time}`;
  if (namespace !== undefined && namespace !== 'aws' && namespace !== 'remote') yield `namespace ${namespace}`;
  for (const flag of ['fault', 'error', 'throttle'] as const) if (typeof entity[flag] !== 'boolean') yield `no ${flag}`;
  for (const [key, value] of Object.entries(entity.annotations ?? {})) {
    const fits = key.length <= MAX_ANNOTATION_KEY_LENGTH && [...String(value)].length <= MAX_ANNOTATION_VALUE_LENGTH;
    if (!fits || !ANNOTATION_KEY.test(key) || !['string', 'number', 'boolean'].includes(typeof value))
      yield `annotation ${key}`;
  }
  if (typeof cause === 'string' ? !ID.test(cause) : cause?.exceptions?.some((exception) => !ID.test(exception.id)))
    yield 'cause';
}
