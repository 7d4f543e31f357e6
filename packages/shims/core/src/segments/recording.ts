import { type Context, context, ROOT_CONTEXT, type Span, SpanKind, trace } from '@opentelemetry/api';
import { fromXRayTraceId, isSpanId, isTraceId, OWN_ENTITY, toXRayTraceId } from '@otel-xray/format';
import { randomHex } from '../ground/random-ids.ts';
import { isSwitchedOff } from '../setup/switched-off.ts';
import { chooseProvider, SCOPE } from '../setup/tracer.ts';
import { spanAttributes } from './attributes.ts';
import type { Entity } from './entity.ts';

/** The OpenTelemetry side of a segment or subsegment. */
export interface Recording {
  span: Span | undefined;
  kind: SpanKind;
  /** Trace and parent in X-Ray's form, as they were when the span started: those of a Lambda facade change. */
  traceId: string | undefined;
  parentId: string | undefined;
  isEnding: boolean;
}

let kindOfNext: SpanKind = SpanKind.INTERNAL;

const recordings: WeakMap<Entity, Recording> = new WeakMap();

/** Returns the OpenTelemetry side of an entity. */
export function recordingOf(entity: Entity): Recording {
  return recordings.get(entity) ?? record(entity, kindOfNext);
}

/** Gives an entity its OpenTelemetry side. */
export function record(entity: Entity, kind: SpanKind = kindOfNext, span?: Span): Recording {
  const recording = { span, kind, traceId: undefined, parentId: undefined, isEnding: false };
  recordings.set(entity, recording);
  return recording;
}

/** Subsegments that `create` makes are spans of kind CLIENT. */
export function asClientCall<T>(create: () => T): T {
  kindOfNext = SpanKind.CLIENT;
  try {
    return create();
  } finally {
    kindOfNext = SpanKind.INTERNAL;
  }
}

/** Returns the span of an entity and starts it if it has none yet. */
export function spanOf(entity: Entity): Span {
  const recording = recordingOf(entity);
  if (entity.facade === true) return spanOfFacade(entity);
  recording.span ??= start(entity, recording);
  return recording.span;
}

/** The function's own segment is a span of Lambda's, another one for each invocation. */
function spanOfFacade(entity: Entity): Span {
  return trace.wrapSpanContext({ ...identity(entity), traceFlags: entity.notTraced === true ? 0 : 1, isRemote: true });
}

/** Returns the entity that a span belongs to, if the SDK's API made it. */
export function entityOf(span: Span): Entity | undefined {
  return (span as Carrier)[OWN_ENTITY] as Entity | undefined;
}

type Carrier = Span & { [OWN_ENTITY]?: unknown };

function start(entity: Entity, recording: Recording): Span {
  if (!isTraced(entity)) return carry(trace.wrapSpanContext({ ...identity(entity), traceFlags: 0 }), entity);
  const parent = parentContext(entity);
  const options = { kind: recording.kind, startTime: entity.start_time * 1_000, root: parent === undefined };
  const provider = chooseProvider();
  const span = provider.isOurs
    ? provider.start(entity.name, options, parent ?? ROOT_CONTEXT, identity(entity))
    : provider.getTracer(SCOPE).startSpan(entity.name, options, parent ?? ROOT_CONTEXT);
  const { traceId, spanId, traceFlags } = span.spanContext();
  if (!provider.isOurs) {
    entity.adoptIds(toXRayTraceId(traceId), spanId);
    if ((traceFlags & 1) === 0) entity.notTraced = true;
  }
  recording.traceId = entity.root?.trace_id;
  recording.parentId = entity.parent?.id;
  return carry(span, entity);
}

function carry(span: Span, entity: Entity): Span {
  (span as Carrier)[OWN_ENTITY] = entity;
  return span;
}

function isTraced(entity: Entity): boolean {
  return entity.notTraced !== true && entity.root !== undefined && entity.root.notTraced !== true && !isSwitchedOff();
}

/** The IDs of an entity in OpenTelemetry's form; IDs in no valid form are replaced. */
function identity(entity: Entity): { traceId: string; spanId: string } {
  const traceId = fromXRayTraceId(entity.root?.trace_id ?? '') ?? '';
  return {
    traceId: isTraceId(traceId) ? traceId : randomHex(16),
    spanId: isSpanId(entity.id) ? entity.id : randomHex(8),
  };
}

/** The context of the parent span; `undefined` where the entity is the root of its trace. */
function parentContext(entity: Entity): Context | undefined {
  const { parent } = entity;
  if (parent !== undefined && parent.facade !== true) return trace.setSpan(context.active(), spanOf(parent));
  const parentId = parent?.id ?? entity.parent_id;
  const { traceId } = identity(parent ?? entity);
  if (!isSpanId(parentId)) return undefined;
  return trace.setSpanContext(context.active(), { traceId, spanId: parentId, traceFlags: 1, isRemote: true });
}

let pending: Entity[] = [];

/**
 * Ends the span of a closed entity after the current task. Programs add annotations in `finally`, after they closed the subsegment
 * in `catch`, and the X-Ray SDK sends those.
 */
export function endSoon(entity: Entity): void {
  const recording = recordingOf(entity);
  if (recording.isEnding) return;
  recording.isEnding = true;
  if (pending.length === 0) queueMicrotask(endPending);
  pending.push(entity);
}

/** Ends the spans of all closed entities now. */
export function endPending(): void {
  const closed = pending;
  pending = [];
  for (const entity of closed) end(entity);
}

function end(entity: Entity): void {
  const { root, end_time } = entity;
  // A mark as not traced includes the children. The facade's mark is that of another invocation by now.
  if (entity.notTraced === true || root === undefined || (root.notTraced === true && root.facade !== true)) return;
  const span = spanOf(entity);
  if (!span.isRecording()) return;
  if (!chooseProvider().isOurs) {
    span.updateName(entity.name);
    span.setAttributes(spanAttributes(entity));
    if (entity.fault || entity.error || entity.throttle) span.setStatus({ code: 2, ...messageOf(entity) });
  }
  span.end((end_time ?? Date.now() / 1_000) * 1_000);
}

function messageOf({ cause }: Entity): { message?: string } {
  const message = (cause as { exceptions?: { message?: unknown }[] } | undefined)?.exceptions?.[0]?.message;
  return typeof message === 'string' ? { message } : {};
}
