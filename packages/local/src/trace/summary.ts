import { isObject, withoutUndefined } from '../ground/json.ts';
import { toSeconds } from '../ground/timestamps.ts';
import { type Entity, repeatsCall } from './entity.ts';
import { httpOf } from './http.ts';
import { type Resources, resourcesOf } from './resources.ts';
import { errorRootCauses, faultRootCauses, type RootCause, responseTimeRootCauses } from './root-cause.ts';
import { clientOf, nodeKey, nodeOf, type ServiceId, toServiceId } from './service-node.ts';
import type { TraceTree } from './trace-tree.ts';

/** One trace as GetTraceSummaries answers it; times are numbers of epoch seconds, durations seconds. */
export interface TraceSummary {
  readonly Id: string;
  readonly Revision: number;
  readonly StartTime: number;
  /** From the start to the latest end of anything; absent when nothing has ended. */
  readonly Duration?: number;
  /** The root's; absent while it is in progress. */
  readonly ResponseTime?: number;
  readonly HasFault: boolean;
  readonly HasError: boolean;
  /** On any segment, inferred ones included. */
  readonly HasThrottle: boolean;
  readonly IsPartial: boolean;
  readonly Http: {
    readonly HttpURL?: string;
    readonly HttpStatus?: number;
    readonly HttpMethod?: string;
    readonly UserAgent?: string;
    readonly ClientIp?: string;
  };
  readonly Annotations: Readonly<Record<string, readonly ValueWithServiceIds[]>>;
  readonly Users: readonly { readonly UserName: string; readonly ServiceIds: readonly ServiceId[] }[];
  readonly ServiceIds: readonly ServiceId[];
  readonly EntryPoint?: ServiceId;
  readonly ResourceARNs: readonly { readonly ARN: string }[];
  readonly InstanceIds: readonly { readonly Id: string }[];
  readonly AvailabilityZones: readonly { readonly Name: string }[];
  readonly FaultRootCauses: readonly RootCause[];
  readonly ErrorRootCauses: readonly RootCause[];
  readonly ResponseTimeRootCauses: readonly RootCause[];
  /** Epoch seconds of the first activity in the range; only with events. */
  readonly MatchedEventTime?: number;
}

/** One value of an annotation, and the services that set it. */
export interface ValueWithServiceIds {
  readonly AnnotationValue:
    | { readonly StringValue: string }
    | { readonly NumberValue: number }
    | { readonly BooleanValue: boolean };
  readonly ServiceIds: readonly ServiceId[];
}

/** Builds a trace's summary. Flags decide, not status codes. */
export function summarize(id: string, revision: number, tree: TraceTree): TraceSummary {
  const { root, segments, entities } = tree;
  const received = segments.filter((segment) => !segment.inferred);
  const duration = traceDuration(tree);
  const distinct = (member: keyof Resources): string[] =>
    [...new Set(received.map((segment) => resourcesOf(segment)[member]))].filter((value) => value !== undefined);
  return withoutUndefined({
    Id: id,
    Revision: revision,
    StartTime: toSeconds(traceStart(tree)),
    Duration: duration === undefined ? undefined : toSeconds(duration),
    ResponseTime: root?.endMicros === undefined ? undefined : toSeconds(root.endMicros - root.startMicros),
    HasFault: root?.fault ?? false,
    HasError: root?.error ?? false,
    HasThrottle: segments.some((segment) => segment.throttle),
    IsPartial: entities.some((entity) => entity.endMicros === undefined),
    Http: toHttp(root),
    Annotations: annotationsOf(entities),
    Users: usersOf(received),
    ServiceIds: root ? [toServiceId(clientOf(root)), ...serviceIds(segments)] : serviceIds(segments),
    EntryPoint: root && toServiceId(nodeOf(root)),
    ResourceARNs: distinct('resourceArn').map((ARN) => ({ ARN })),
    InstanceIds: distinct('instanceId').map((Id) => ({ Id })),
    AvailabilityZones: distinct('availabilityZone').map((Name) => ({ Name })),
    FaultRootCauses: faultRootCauses(tree),
    ErrorRootCauses: errorRootCauses(tree),
    ResponseTimeRootCauses: responseTimeRootCauses(tree),
  }) as TraceSummary;
}

/** Microseconds: the earliest start of a segment that is more than a call, of anything while there is no segment. */
export function traceStart({ segments, entities }: TraceTree): number {
  return (segments.find((segment) => !repeatsCall(segment)) ?? entities[0])?.startMicros ?? 0;
}

/** Microseconds from the start to the latest end of anything, finished things only. */
export function traceDuration(tree: TraceTree): number | undefined {
  const end = tree.entities.reduce<number | undefined>(
    (latest, { endMicros }) => (endMicros === undefined ? latest : Math.max(latest ?? endMicros, endMicros)),
    undefined,
  );
  return end === undefined ? undefined : Math.max(0, end - traceStart(tree));
}

function toHttp(root: Entity | undefined): TraceSummary['Http'] {
  if (!root) return {};
  const { url, status, method, userAgent, clientIp } = httpOf(root);
  return withoutUndefined({
    HttpURL: url,
    HttpStatus: status,
    HttpMethod: method,
    UserAgent: userAgent,
    ClientIp: clientIp,
  }) as TraceSummary['Http'];
}

function annotationsOf(entities: readonly Entity[]): TraceSummary['Annotations'] {
  const owners = new Map<string, Map<unknown, Entity[]>>();
  for (const { fields, owner } of entities) {
    const annotations = fields['annotations'];
    if (!isObject(annotations)) continue;
    for (const [key, value] of Object.entries(annotations)) {
      const values = getOrAdd(owners, key, () => new Map<unknown, Entity[]>());
      const setBy = getOrAdd(values, value, () => []);
      if (owner) setBy.push(owner);
    }
  }
  return Object.fromEntries(
    [...owners].map(([key, values]) => [
      key,
      [...values].map(([value, setBy]) => ({
        AnnotationValue: toAnnotationValue(value),
        ServiceIds: serviceIds(setBy),
      })),
    ]),
  );
}

function toAnnotationValue(value: unknown): ValueWithServiceIds['AnnotationValue'] {
  if (typeof value === 'number') return { NumberValue: value };
  if (typeof value === 'boolean') return { BooleanValue: value };
  return { StringValue: String(value) };
}

function usersOf(received: readonly Entity[]): TraceSummary['Users'] {
  const segmentsOf = new Map<string, Entity[]>();
  for (const segment of received) {
    const { user } = resourcesOf(segment);
    if (user !== undefined) getOrAdd(segmentsOf, user, () => []).push(segment);
  }
  return [...segmentsOf].map(([UserName, segments]) => ({ UserName, ServiceIds: serviceIds(segments) }));
}

function serviceIds(segments: readonly Entity[]): ServiceId[] {
  const nodes = new Map(segments.map(nodeOf).map((node) => [nodeKey(node), node]));
  return [...nodes.values()].map(toServiceId);
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}
