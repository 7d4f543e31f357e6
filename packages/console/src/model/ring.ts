import type { Statistics } from '../contract/index.ts';
import type { Status } from './status.ts';

/** A piece of the ring around a node; degrees, clockwise from the top. */
export interface Arc {
  readonly status: Status;
  readonly from: number;
  readonly to: number;
}

/** Clockwise from the top, as AWS draws it. */
const ORDER = ['fault', 'throttle', 'error', 'ok'] as const;

// A share of a thousandth must be seen too; how large it is exactly is said as text.
const LEAST_DEGREES = 25;

/** Shares of the calls as arcs that sum up to 360°; a share above 0 is at least 25° wide. Nothing without calls. */
export function ringOf(counts: Pick<Statistics, 'fault' | 'throttle' | 'error' | 'ok'>): Arc[] {
  const parts = ORDER.map((status) => ({ status, count: counts[status] })).filter(({ count }) => count > 0);
  const widths = widen(parts.map(({ count }) => count));
  let at = 0;
  return parts.map(({ status }, index) => {
    const from = at;
    at = index === parts.length - 1 ? 360 : at + (widths[index] ?? 0);
    return { status, from, to: at };
  });
}

/** The worst status that a node has, for the badge. */
export function worstOf(counts: Pick<Statistics, 'fault' | 'throttle' | 'error' | 'ok'>): Status | undefined {
  return ORDER.find((status) => counts[status] > 0);
}

/** `5 % fault`: the share of the worst status, where something failed. */
export function worstShare(
  counts: Pick<Statistics, 'fault' | 'throttle' | 'error' | 'ok' | 'total'>,
): { readonly status: Status; readonly share: number } | undefined {
  const status = worstOf(counts);
  if (status === undefined || status === 'ok' || status === 'open') return undefined;
  return { status, share: counts[status] / counts.total };
}

function widen(counts: readonly number[]): number[] {
  const small = new Set<number>();
  for (;;) {
    const rest = counts.reduce((sum, count, index) => sum + (small.has(index) ? 0 : count), 0);
    const left = 360 - LEAST_DEGREES * small.size;
    const widths = counts.map((count, index) => (small.has(index) ? LEAST_DEGREES : (count / rest) * left));
    // Enlarging the small shares may make another one small.
    const next = widths.findIndex((width, index) => !small.has(index) && width < LEAST_DEGREES);
    if (next === -1) return widths;
    small.add(next);
  }
}
