import type { Flag, Outcome } from '@otel-xray/console/contract';
import type { Entity } from './entity.ts';

/** What the `flags` columns are made of. A trace's are its root's, but for throttle, partial and inferred, which are of anything in it. */
export const FLAGS = {
  error: 1,
  fault: 2,
  throttle: 4,
  /** Not ended. */
  open: 8,
  /** Itself or something that belongs to it has not ended. */
  partial: 16,
  inferred: 32,
  /** The root of the trace. */
  root: 64,
  /** Behind a queue, or a span link. */
  link: 128,
  /** Ended without a failure. */
  ok: 256,
  /** A trace: some entity has an error or a throttle. */
  anyError: 512,
  /** A trace: some entity has a fault. */
  anyFault: 1024,
  /** A trace: the root has a throttle. */
  rootThrottle: 2048,
} as const;

/** The state of one entity: error, fault, throttle, open or ok. */
export function ownFlags({ error, fault, throttle, endMicros }: Entity): number {
  const wrong = (error ? FLAGS.error : 0) | (fault ? FLAGS.fault : 0) | (throttle ? FLAGS.throttle : 0);
  if (endMicros === undefined) return wrong | FLAGS.open;
  return wrong === 0 ? FLAGS.ok : wrong;
}

/** Returns the outcome of a trace, from the bits of its row. */
export function outcomeOf(bits: number): Outcome {
  if ((bits & FLAGS.fault) !== 0) return 'fault';
  if ((bits & FLAGS.rootThrottle) !== 0) return 'throttle';
  if ((bits & FLAGS.error) !== 0) return 'error';
  return (bits & FLAGS.ok) !== 0 ? 'ok' : 'open';
}

/** Returns the outcome of a call, from its own bits: the worst of them. */
export function worstOf(bits: number): Exclude<Outcome, 'open'> {
  if ((bits & FLAGS.fault) !== 0) return 'fault';
  if ((bits & FLAGS.throttle) !== 0) return 'throttle';
  return (bits & FLAGS.error) !== 0 ? 'error' : 'ok';
}

/** The flags that people see, from bits. */
export function toFlags(bits: number): Flag[] {
  return FLAG_NAMES.filter((name) => (bits & FLAGS[name]) !== 0);
}

const FLAG_NAMES = ['fault', 'error', 'throttle', 'partial'] as const satisfies readonly Flag[];
