import type { AggregateAnswer, Outcome, Scope, StatusCounts } from '@otel-xray/console/contract';
import { toTimeSlots } from '../graph/time-slots.ts';

/** When things began, in microseconds, and what became of each: its place in `OUTCOMES`. */
export interface Starts {
  readonly micros: Float64Array;
  readonly outcomes: Uint8Array;
}

/** Notes when things began. */
export class StartsList {
  readonly #micros: number[] = [];
  readonly #outcomes: number[] = [];

  add(micros: number, outcome: Outcome): void {
    this.#micros.push(micros);
    this.#outcomes.push(OUTCOMES.indexOf(outcome));
  }

  /** All of them, and how many bytes they take. */
  pack(): { readonly starts: Starts; readonly bytes: number } {
    const starts = { micros: Float64Array.from(this.#micros), outcomes: Uint8Array.from(this.#outcomes) };
    return { starts, bytes: 9 * this.#micros.length };
  }
}

/**
 * Counts starts over a scope's time, or from the first to the last.
 * @param scope with `now`, a scope with a start alone ends there
 * @param outside what is done with those outside of the scope's time
 */
export function overTime(
  all: readonly Starts[],
  { start, end, now = 0 }: Pick<Scope, 'start' | 'end'> & { readonly now?: number },
  most: number,
  outside: 'left out' | 'at the end',
): AggregateAnswer['overTime'] {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const { micros } of all)
    for (const at of micros) {
      first = Math.min(first, at);
      last = Math.max(last, at);
    }
  const { from, step, count } = toTimeSlots(
    start ?? first,
    end ?? Math.max(last + 1, start === undefined ? 0 : now),
    most,
  );
  const slots = Array.from({ length: count }, none);
  for (const { micros, outcomes } of all)
    for (const [i, at] of micros.entries()) {
      const place = Math.floor((at - from) / step);
      const slot = slots[outside === 'left out' ? place : Math.max(0, Math.min(count - 1, place))];
      const outcome = OUTCOMES[outcomes[i] ?? 0];
      if (slot && outcome) slot[outcome]++;
    }
  return { start: from, step, slots };
}

/** Counts by outcome. */
export type Counts = { -readonly [K in keyof StatusCounts]: number };

/** No counts yet. */
export function none(): Counts {
  return { ok: 0, error: 0, throttle: 0, fault: 0, open: 0 };
}

/** All outcomes there are. */
export const OUTCOMES: readonly Outcome[] = ['ok', 'error', 'throttle', 'fault', 'open'];
