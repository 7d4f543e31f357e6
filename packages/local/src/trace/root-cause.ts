import { type Entity, repeatsCall } from './entity.ts';
import { exceptionsOf } from './exceptions.ts';
import { nodeOf, type ServiceId, toServiceId } from './service-node.ts';
import type { TraceTree } from './trace-tree.ts';

/** One path from the visible fault, error or slowness down to its origin. */
export interface RootCause {
  readonly Services: readonly RootCauseService[];
  /** Whether the client saw it. */
  readonly ClientImpacting: boolean;
}

export interface RootCauseService extends ServiceId {
  readonly EntityPath: readonly RootCauseEntity[];
  readonly Inferred: boolean;
}

export interface RootCauseEntity {
  readonly Name: string;
  /** A call of something else. */
  readonly Remote: boolean;
  /** For faults and errors. */
  readonly Exceptions?: readonly { readonly Name: string; readonly Message: string }[];
  /** For response time: the share of the root's time, 0 to 1. */
  readonly Coverage?: number;
}

/** The paths of entities with `fault`. */
export function faultRootCauses(tree: TraceTree): RootCause[] {
  return flagRootCauses(faultPaths(tree), tree.root?.fault ?? false);
}

/** The paths of entities with `error` or `throttle`. */
export function errorRootCauses(tree: TraceTree): RootCause[] {
  return flagRootCauses(errorPaths(tree), tree.root !== undefined && hasError(tree.root));
}

/** From the root, the longest child again and again while it covers at least half of the time. */
export function responseTimeRootCauses(tree: TraceTree): RootCause[] {
  const path = responseTimePath(tree);
  const rootMicros = durationOf(path[0]) ?? 0;
  if (path.length === 0) return [];
  const coverage = (entity: Entity): number => (rootMicros === 0 ? 1 : (durationOf(entity) ?? 0) / rootMicros);
  const services = toServices(path, (entity) => ({ ...named(entity), Coverage: coverage(entity) }));
  return [{ Services: services, ClientImpacting: true }];
}

/** The paths from each topmost fault down to each end. */
export function faultPaths(tree: TraceTree): Entity[][] {
  return flagPaths(tree, (entity) => entity.fault);
}

/** The same of errors and throttles. */
export function errorPaths(tree: TraceTree): Entity[][] {
  return flagPaths(tree, hasError);
}

/** The entities that the response time was spent in; none as long as the root is open. */
export function responseTimePath({ root }: TraceTree): Entity[] {
  if (!root || root.endMicros === undefined) return [];
  const path = [root];
  for (let next = longestChild(root); next; next = longestChild(next)) path.push(next);
  return path;
}

function hasError({ error, throttle }: Entity): boolean {
  return error || throttle;
}

function flagRootCauses(paths: readonly Entity[][], clientImpacting: boolean): RootCause[] {
  return paths.map((path) => ({
    Services: toServices(path, (entity) => ({ ...named(entity), Exceptions: exceptionsOf(entity).map(toException) })),
    ClientImpacting: clientImpacting,
  }));
}

function flagPaths({ entities }: TraceTree, hasFlag: (entity: Entity) => boolean): Entity[][] {
  const isStart = (entity: Entity): boolean => hasFlag(entity) && !(entity.parent && hasFlag(entity.parent));
  const paths: Entity[][] = [];
  let length = 0;
  for (const start of entities) {
    if (repeatsCall(start) || start.owner === undefined || !isStart(start)) continue;
    for (const path of pathsToEnds(start, hasFlag)) {
      length += path.length;
      // Thousands of nested failures explain nothing more, and grow with the square.
      if (length > MAX_ENTITIES && paths.length > 0) return paths;
      paths.push(path);
    }
  }
  return paths;
}

function* pathsToEnds(start: Entity, hasFlag: (entity: Entity) => boolean): Generator<Entity[]> {
  const stack = [start];
  for (let entity = stack.pop(); entity; entity = stack.pop()) {
    const next = withoutCalled(entity.children).filter(hasFlag);
    for (const child of next.reverse()) stack.push(child);
    if (next.length > 0) continue;
    const path = [entity];
    for (let above = entity; above !== start && above.parent; above = above.parent) path.push(above.parent);
    yield path.reverse();
  }
}

function toServices(path: readonly Entity[], toEntity: (entity: Entity) => RootCauseEntity): RootCauseService[] {
  const services: { segment: Entity; entities: Entity[] }[] = [];
  for (const entity of path) {
    const last = services.at(-1);
    // A path that begins below a segment begins with its owner's service.
    if (last && entity.kind === 'subsegment') last.entities.push(entity);
    else if (entity.owner) services.push({ segment: entity.owner, entities: [entity] });
  }
  const end = path.at(-1);
  const called = end?.kind === 'subsegment' && withoutCalled(end.children).length === 0 ? end.children[0] : undefined;
  if (called && repeatsCall(called)) services.push({ segment: called, entities: [called] });
  return services.map(({ segment, entities }) => ({
    ...toServiceId(nodeOf(segment)),
    EntityPath: entities.map(toEntity),
    Inferred: segment.inferred,
  }));
}

function longestChild(entity: Entity): Entity | undefined {
  const own = durationOf(entity) ?? 0;
  let longest: Entity | undefined;
  for (const child of withoutCalled(entity.children))
    if ((durationOf(child) ?? -1) > (durationOf(longest) ?? -1)) longest = child;
  const covered = durationOf(longest) ?? 0;
  return covered > 0 && covered * 2 >= own ? longest : undefined;
}

function durationOf(entity: Entity | undefined): number | undefined {
  return entity?.endMicros === undefined ? undefined : entity.endMicros - entity.startMicros;
}

function withoutCalled(entities: readonly Entity[]): Entity[] {
  return entities.filter((entity) => !repeatsCall(entity));
}

function named(entity: Entity): { Name: string; Remote: boolean } {
  return { Name: entity.name, Remote: entity.namespace !== undefined };
}

// Clients read both without a check.
function toException({ type, message }: ReturnType<typeof exceptionsOf>[number]): { Name: string; Message: string } {
  return { Name: type ?? '', Message: message ?? '' };
}

const MAX_ENTITIES = 20_000;
