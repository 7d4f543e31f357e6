import { objectIn, textIn, withoutUndefined } from '../ground/json.ts';
import { deriveId } from '../ground/repair.ts';
import { toSeconds } from '../ground/timestamps.ts';
import type { Entity } from './entity.ts';
import { calledService } from './service-node.ts';

/** The subsegments that one invocation of a function sent below a segment that was not received. */
interface Invocation {
  /** The id that they name as parent: the function's own segment. */
  readonly parentId: string;
  readonly name: string;
  readonly arn: string | undefined;
  readonly requestId: string | undefined;
  readonly account: string | undefined;
  /** In order of start, at least one. */
  readonly handlers: readonly [Entity, ...Entity[]];
}

/**
 * Infers the two segments that AWS Lambda itself records, for invocations whose segments were not received, as on a laptop: `AWS::Lambda`,
 * `AWS::Lambda::Function`, and below it `Initialization` and `Invocation`. Sets the parents of the subsegments that waited for them.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
 * @param received in order of start, with their parents, without cycles
 * @param functionName the function of subsegments that name none, as those of the X-Ray SDK
 */
export function inferFunctions(received: readonly Entity[], functionName?: string): Entity[] {
  const orphans = received.filter(({ parent, parentId }) => parent === undefined && parentId !== undefined);
  if (orphans.length === 0) return [];
  // The parent of one that was cut out of a cycle is there.
  const ids = new Set(received.map(({ id }) => id));
  const waiting = orphans.filter(({ kind, parentId = '' }) => kind === 'subsegment' && !ids.has(parentId));
  const invocations = invocationsOf(waiting, functionName);
  if (invocations.length === 0) return [];

  const inferred: Entity[] = [];
  const functions = new Map<string, Entity>();
  const answered = new Set(received.filter(({ kind }) => kind === 'segment').map(({ parent }) => parent));
  const unanswered = received.filter((entity) => !answered.has(entity));
  const services = byRequest(unanswered.filter(isService), ({ name }) => name);
  const calls = byRequest(unanswered.filter(isInvoke), functionOf);
  for (const invocation of invocations) {
    const { parentId, handlers, requestId } = invocation;
    const service =
      takeFirst(services, invocation, () => true) ??
      // A function may call itself.
      serviceSegment(
        invocation,
        takeFirst(calls, invocation, (call) => !isBelow(call, invocation)),
      );
    // A header that is used for several requests names one segment for all of them.
    const id = functions.has(parentId) ? deriveId(`AWS::Lambda::Function ${parentId} ${requestId}`) : parentId;
    const segment = functionSegment(invocation, id, service);
    const phases = phasesOf(invocation, segment);
    for (const handler of handlers) handler.parent = phases[0];
    if (id === parentId) functions.set(parentId, segment);
    inferred.push(...(service.inferred ? [service] : []), segment, ...phases);
  }
  // Everything else that named the function's segment as its parent.
  for (const orphan of orphans) orphan.parent ??= functions.get(orphan.parentId ?? '');
  return inferred;
}

function invocationsOf(waiting: readonly Entity[], functionName: string | undefined): Invocation[] {
  const marked = waiting.filter(isMarked);
  // A subsegment without these marks may as well wait for a parent that is still open: only a name given by hand makes it a function's.
  const handlers = marked.length > 0 ? marked : functionName === undefined ? [] : waiting;
  const groups = new Map<string, [Entity, ...Entity[]]>();
  for (const handler of handlers) {
    const key = `${handler.parentId} ${textIn(objectIn(handler.fields['aws'])['request_id']) ?? ''}`;
    const group = groups.get(key);
    if (group) group.push(handler);
    else groups.set(key, [handler]);
  }
  return [...groups.values()].map((group) => toInvocation(group, functionName));
}

function isMarked({ fields }: Entity): boolean {
  return textIn(objectIn(fields['aws'])['function_arn']) !== undefined || fields['origin'] === 'AWS::Lambda::Function';
}

function toInvocation(handlers: readonly [Entity, ...Entity[]], functionName: string | undefined): Invocation {
  const [{ parentId = '', name, fields }] = handlers;
  const aws = objectIn(fields['aws']);
  const arn = textIn(aws['function_arn']);
  return {
    parentId,
    arn,
    handlers,
    name: nameInArn(arn) ?? (isMarked(handlers[0]) ? name : (functionName ?? name)),
    requestId: textIn(aws['request_id']),
    account: textIn(aws['account_id']) ?? (arn?.split(':')[4] || undefined),
  };
}

/** `orders` of `arn:aws:lambda:eu-west-1:123456789012:function:orders:live`. */
function nameInArn(arn: string | undefined): string | undefined {
  const parts = arn?.split(':') ?? [];
  return parts[5] === 'function' ? parts[6] || undefined : undefined;
}

function functionSegment(invocation: Invocation, id: string, service: Entity): Entity {
  const { name, arn, requestId, account, handlers } = invocation;
  return {
    ...entityOf(handlers[0], {
      ...{ id, name, kind: 'segment', parentId: service.id },
      ...timesOf(invocation),
      ...flagsOf(handlers),
      more: {
        origin: 'AWS::Lambda::Function',
        resource_arn: arn,
        aws: withoutUndefined({
          function_arn: arn,
          request_id: requestId,
          account_id: account,
          resource_names: [name],
        }),
      },
    }),
    parent: service,
  };
}

/** `Invocation`, below which the received subsegments are, and `Initialization` of a cold start whose duration is known. */
function phasesOf({ handlers, requestId }: Invocation, segment: Entity): [Entity, ...Entity[]] {
  const [first] = handlers;
  const phase = (name: string, more: Pick<Parts, 'startMicros' | 'endMicros'> & Partial<Flags>): Entity => ({
    ...entityOf(first, {
      id: deriveId(`${name} ${segment.id} ${requestId ?? ''}`),
      name,
      kind: 'subsegment',
      parentId: segment.id,
      ...NO_FLAGS,
      ...more,
    }),
    parent: segment,
  });
  const invoked = phase('Invocation', {
    startMicros: first.startMicros,
    endMicros: segment.endMicros,
    ...flagsOf(handlers),
  });
  const init = initMicros(first);
  if (init === undefined) return [invoked];
  return [invoked, phase('Initialization', { startMicros: first.startMicros - init, endMicros: first.startMicros })];
}

function serviceSegment(invocation: Invocation, call: Entity | undefined): Entity {
  const { parentId, name, arn, requestId, account, handlers } = invocation;
  const times = timesOf(invocation);
  const flags = flagsOf(handlers);
  return {
    ...entityOf(handlers[0], {
      id: deriveId(`AWS::Lambda ${parentId} ${requestId ?? ''}`),
      ...{ name, kind: 'segment', parentId: call?.id },
      ...times,
      ...flags,
      more: {
        origin: 'AWS::Lambda',
        resource_arn: arn,
        http: httpOf(handlers[0], times.endMicros !== undefined, flags.fault),
        aws: withoutUndefined({ request_id: requestId, account_id: account, resource_names: [name] }),
      },
    }),
    parent: call,
  };
}

// Lambda answers 200 also when a function failed; a trigger by HTTP makes 502 of that.
function httpOf({ fields }: Entity, hasEnded: boolean, fault: boolean): object | undefined {
  const { request, response } = objectIn(fields['http']);
  if (!hasEnded) return request === undefined ? undefined : { request };
  const status = fault && request !== undefined ? 502 : 200;
  return withoutUndefined({ request, response: { status, ...objectIn(response) } });
}

/** Received entities by the function they are about, and the request that they name or `undefined`; in order of start. */
type ByRequest = Map<string | undefined, Map<string | undefined, Entity[]>>;

function byRequest(entities: readonly Entity[], nameOf: (entity: Entity) => string | undefined): ByRequest {
  const found: ByRequest = new Map();
  for (const entity of entities) {
    const requests = found.get(nameOf(entity)) ?? new Map<string | undefined, Entity[]>();
    found.set(nameOf(entity), requests);
    const request = textIn(objectIn(entity.fields['aws'])['request_id']);
    const list = requests.get(request);
    if (list) list.push(entity);
    else requests.set(request, [entity]);
  }
  return found;
}

/** Removes and returns the first that is of an invocation: with its request id, else without one. */
function takeFirst(
  from: ByRequest,
  { name, requestId }: Invocation,
  isRight: (entity: Entity) => boolean,
): Entity | undefined {
  const requests = from.get(name);
  const lists =
    requestId === undefined ? [...(requests?.values() ?? [])] : [requests?.get(requestId), requests?.get(undefined)];
  for (const list of lists) {
    const place = list?.findIndex(isRight) ?? -1;
    if (place >= 0) return list?.splice(place, 1)[0];
  }
  return undefined;
}

function isService({ kind, fields }: Entity): boolean {
  return kind === 'segment' && fields['origin'] === 'AWS::Lambda';
}

function isInvoke(entity: Entity): boolean {
  return entity.namespace === 'aws' && calledService(entity) === 'Lambda';
}

function functionOf({ fields }: Entity): string | undefined {
  const name = textIn(objectIn(fields['aws'])['function_name']);
  return nameInArn(name) ?? name?.split(':')[0];
}

function isBelow(entity: Entity, { parentId }: Invocation): boolean {
  for (let above: Entity | undefined = entity; above; above = above.parent)
    if (above.parentId === parentId) return true;
  return false;
}

interface Flags {
  readonly fault: boolean;
  readonly error: boolean;
  readonly throttle: boolean;
}

interface Parts extends Flags, Pick<Entity, 'id' | 'name' | 'kind' | 'parentId' | 'startMicros' | 'endMicros'> {
  /** Members of the document beside those that all have. */
  readonly more?: object;
}

function entityOf(source: Entity, { more, ...own }: Parts): Entity {
  const { id, name, startMicros, endMicros, parentId, fault, error, throttle } = own;
  return {
    ...own,
    inferred: true,
    source,
    namespace: undefined,
    fields: withoutUndefined({
      ...{ id, name, start_time: toSeconds(startMicros), parent_id: own.kind === 'segment' ? parentId : undefined },
      ...(endMicros === undefined ? { in_progress: true } : { end_time: toSeconds(endMicros) }),
      ...{ inferred: true, fault: fault || undefined, error: error || undefined, throttle: throttle || undefined },
      ...more,
    }),
    parent: undefined,
    owner: undefined,
    children: [],
  };
}

function flagsOf(handlers: readonly Entity[]): Flags {
  const some = (flag: keyof Flags): boolean => handlers.some((handler) => handler[flag]);
  return { fault: some('fault'), error: some('error'), throttle: some('throttle') };
}

function timesOf({ handlers }: Invocation): Pick<Entity, 'startMicros' | 'endMicros'> {
  const [first] = handlers;
  let end = 0;
  for (const { endMicros } of handlers) end = Math.max(end, endMicros ?? Number.POSITIVE_INFINITY);
  return {
    startMicros: first.startMicros - (initMicros(first) ?? 0),
    endMicros: Number.isFinite(end) ? end : undefined,
  };
}

/** Microseconds from the start of the process to the handler, where a cold start says them. */
function initMicros({ fields, startMicros }: Entity): number | undefined {
  const millis = objectIn(objectIn(fields['metadata'])['default'])['aws.lambda.init_duration_ms'];
  if (typeof millis !== 'number' || !(millis > 0 && millis <= MAX_INIT_MILLIS)) return undefined;
  return Math.min(Math.round(millis * 1e3), startMicros);
}

const NO_FLAGS: Flags = { fault: false, error: false, throttle: false };
/** An init may take as long as an invocation, 15 minutes, where concurrency is provisioned. */
const MAX_INIT_MILLIS = 900_000;
