import type { EntityCount, TraceEntity } from '@otel-xray/console/contract';
import { isObject, objectIn, textIn, withoutUndefined } from '../ground/json.ts';
import { descendants, type Entity, repeatsCall } from '../trace/entity.ts';
import { exceptionsOf } from '../trace/exceptions.ts';
import { FLAGS, ownFlags, toFlags } from '../trace/flags.ts';
import { httpOf } from '../trace/http.ts';
import { nodeOf } from '../trace/service-node.ts';
import type { TraceTree } from '../trace/trace-tree.ts';
import { toNodeName } from './light-row.ts';

/** Facts about entities beside the tree. */
interface Beside {
  /** Notes by entity. */
  readonly notes: ReadonlyMap<string, number>;
  /** Entities whose spans are stored. */
  readonly translated: ReadonlySet<string>;
}

/** All entities of a trace in tree order, light; what waits for its parent at the end. */
export function toTraceEntities(tree: TraceTree, beside: Beside): TraceEntity[] {
  const tops = tree.entities.filter(({ parent, kind }) => parent === undefined && kind === 'segment');
  return [...descendants(tops), ...descendants(tree.waiting)].map((entity) => toTraceEntity(entity, beside));
}

/** One entity, light. */
export function toTraceEntity(entity: Entity, beside: Beside): TraceEntity {
  const { fields } = entity;
  const { method, url, status } = httpOf(entity);
  const aws = objectIn(fields['aws']);
  const flags = ownFlags(entity);
  return withoutUndefined({
    id: entity.id,
    parent: entity.parent?.id,
    owner: entity.owner?.id,
    kind: kindOf(entity),
    inferred: entity.inferred || undefined,
    name: entity.name,
    namespace: entity.namespace,
    node: entity.kind === 'segment' ? toNodeName(nodeOf(entity)) : undefined,
    start: entity.startMicros,
    end: entity.endMicros,
    flags: toFlags((flags & FLAGS.open) === 0 ? flags : flags | FLAGS.partial),
    method,
    url,
    status,
    operation: textIn(aws['operation']),
    resource: resourceOf(aws),
    counts: countsOf(entity, beside),
  }) as TraceEntity;
}

function kindOf(entity: Entity): TraceEntity['kind'] {
  if (entity.kind === 'segment') return repeatsCall(entity) ? 'inferred' : 'segment';
  return entity.parent === undefined ? 'waiting' : 'subsegment';
}

function resourceOf(aws: Readonly<Record<string, unknown>>): string | undefined {
  for (const name of ['table_name', 'queue_url', 'bucket_name', 'function_name', 'topic_arn']) {
    const value = textIn(aws[name]);
    if (value !== undefined) return value.split(/[/:]/).findLast((part) => part !== '') ?? value;
  }
  return undefined;
}

function countsOf(entity: Entity, { notes, translated }: Beside): TraceEntity['counts'] {
  const { fields, inferred, id } = entity;
  const counts: Record<EntityCount, number> = {
    annotations: inferred ? 0 : sizeOf(fields['annotations']),
    metadata: Object.values(objectIn(fields['metadata'])).reduce((sum: number, inner) => sum + sizeOf(inner), 0),
    exceptions: exceptionsOf(entity).length,
    sql: !inferred && isObject(fields['sql']) ? 1 : 0,
    notes: inferred ? 0 : (notes.get(id) ?? 0),
    links: Array.isArray(fields['links']) ? fields['links'].length : 0,
    translation: translated.has(id) ? 1 : 0,
  };
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

function sizeOf(value: unknown): number {
  return isObject(value) ? Object.keys(value).length : 0;
}
