import { type JsonObject, objectIn, textIn, withoutUndefined } from '../ground/json.ts';
import { deriveId } from '../ground/repair.ts';
import type { Entity } from './entity.ts';
import { calledNode, calledService, isMessaging } from './service-node.ts';

/**
 * The segment of a called service that sends none, made from the subsegment that called it: a database, a remote API.
 * @returns `undefined` if the subsegment calls nothing, or if what it called has sent a segment; a queue keeps its own
 */
export function inferSegment(subsegment: Entity): Entity | undefined {
  if (subsegment.kind !== 'subsegment' || subsegment.namespace === undefined) return undefined;
  const answered = subsegment.children.some((child) => child.kind === 'segment');
  if (answered && !isMessaging(subsegment)) return undefined;

  const { fields } = subsegment;
  const { type } = calledNode(subsegment);
  const name = calledService(subsegment);
  const id = deriveId(`inferred ${subsegment.id}`);
  return {
    ...subsegment,
    id,
    kind: 'segment',
    inferred: true,
    source: subsegment,
    name,
    namespace: undefined,
    parentId: subsegment.id,
    fields: withoutUndefined({
      id,
      name,
      start_time: fields['start_time'],
      end_time: fields['end_time'],
      in_progress: fields['in_progress'],
      parent_id: subsegment.id,
      inferred: true,
      origin: type.startsWith('AWS::') ? type : undefined,
      http: fields['http'],
      aws: fields['aws'],
      sql: fields['sql'],
      fault: fields['fault'],
      error: fields['error'],
      throttle: fields['throttle'],
      annotations: remoteAnnotations(objectIn(fields['annotations'])),
    }),
    parent: subsegment,
    owner: undefined,
    children: [],
  };
}

/** X-Ray's OTLP endpoint names the remote side of a call so on its inferred segment. */
function remoteAnnotations(annotations: JsonObject): JsonObject | undefined {
  const service = textIn(annotations['aws.remote.service']);
  const operation = textIn(annotations['aws.remote.operation']);
  if (service === undefined) return undefined;
  return { 'aws.local.service': service, ...(operation !== undefined && { 'aws.local.operation': operation }) };
}
