import type { TraceEntity } from '../contract/index.ts';
import { type EntityTree, endOf } from './tree.ts';

/** A called segment whose clock cannot be that of its caller. */
export interface ClockSkew {
  /** The called segment. */
  readonly id: string;
  readonly name: string;
  /** The suggested shift of its times, and of all below it; microseconds. */
  readonly shift: number;
}

// Two processes of one machine differ by a few milliseconds: each reads the clock once and counts on from there.
const TOLERANCE_MICROS = 10_000;

/**
 * Finds called segments that began before their call or ended after it, though they are short enough to be within: then a clock is off.
 * Their suggested place is the middle of the call, which shares the way there and back equally. Messages are received later and do not
 * count.
 */
export function findClockSkew(tree: EntityTree, now: number): ClockSkew[] {
  return tree.all.flatMap((segment) => {
    const call = segment.parent === undefined ? undefined : tree.byId.get(segment.parent);
    if (
      segment.kind !== 'segment' ||
      !call ||
      call.kind === 'segment' ||
      segment.end === undefined ||
      call.end === undefined
    )
      return [];
    if (/^(?:SQS|SNS|Kinesis|EventBridge|Events)$/i.test(call.name)) return [];
    const length = segment.end - segment.start;
    const room = endOf(call, now) - call.start - length;
    const isInside = segment.start >= call.start - TOLERANCE_MICROS && segment.end <= call.end + TOLERANCE_MICROS;
    if (room < 0 || isInside) return [];
    return [{ id: segment.id, name: segment.name, shift: Math.round(call.start + room / 2 - segment.start) }];
  });
}

/** The same entities with the times of what is off moved, for looking at; the data stay as received. */
export function shiftEntities(tree: EntityTree, skews: readonly ClockSkew[]): TraceEntity[] {
  const own = new Map(skews.map(({ id, shift }) => [id, shift]));
  const shifts = new Map<string, number>();
  return tree.all.map((entity) => {
    // Parents come first; a segment that is off itself is measured against its caller as received.
    const inherited = entity.parent === undefined ? 0 : (shifts.get(entity.parent) ?? 0);
    const shift = inherited + (own.get(entity.id) ?? 0);
    shifts.set(entity.id, shift);
    if (shift === 0) return entity;
    return { ...entity, start: entity.start + shift, ...(entity.end !== undefined && { end: entity.end + shift }) };
  });
}
