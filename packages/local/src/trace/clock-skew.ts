import type { Diagnostic } from '../ground/repair.ts';
import type { Entity } from './entity.ts';
import { isMessaging } from './service-node.ts';

/**
 * Suspects that a called service's clock is off: its segment lies outside of the call that it answers, though it would fit into it. Times
 * are shown as received all the same; `shift` is what would put the segment into the middle of the call.
 */
export function clockSkewOf(segment: Entity): Diagnostic | undefined {
  const { parent, kind, inferred, startMicros, endMicros } = segment;
  if (kind !== 'segment' || inferred || parent?.kind !== 'subsegment' || isMessaging(parent)) return undefined;
  if (endMicros === undefined || parent.endMicros === undefined) return undefined;
  const early = parent.startMicros - startMicros;
  const late = endMicros - parent.endMicros;
  const room = parent.endMicros - parent.startMicros - (endMicros - startMicros);
  if (room < 0 || Math.max(early, late) < TOLERANCE_MICROS) return undefined;
  const what = early > late ? `starts ${toMillis(early)} before` : `ends ${toMillis(late)} after`;
  return {
    code: 'clock-skew',
    id: segment.id,
    message: `It ${what} the call that it answers: the clocks seem to differ.`,
    shift: parent.startMicros + Math.floor(room / 2) - startMicros,
  };
}

function toMillis(micros: number): string {
  return `${Math.round(micros / 100) / 10} ms`;
}

const TOLERANCE_MICROS = 1_000;
