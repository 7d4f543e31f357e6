import type { Difference } from '@otel-xray/console/contract';
import type { ValueCount, ValueCounts } from './value-counts.ts';

/** The number of traces, and the counts of their values. */
interface Counted {
  readonly total: number;
  readonly values: Pick<ValueCounts, 'all' | 'countOf'>;
}

/**
 * Ranks values by how certainly their share differs between a part and the rest.
 * @param all the part and the rest together
 * @param isNamed whether an attribute is left out
 */
export function rankDifferences(
  part: Counted,
  all: Counted,
  isNamed: (attribute: Pick<ValueCount, 'kind' | 'key'>) => boolean,
): Difference[] {
  const rest = Math.max(0, all.total - part.total);
  const found: { difference: Difference; score: number }[] = [];
  if (part.total === 0 || rest === 0) return [];
  for (const { kind, key, value, count } of all.values.all()) {
    if (isNamed({ kind, ...(key !== undefined && { key }) })) continue;
    const inPart = Math.min(part.values.countOf({ kind, ...(key !== undefined && { key }), value }), part.total);
    const inRest = Math.min(Math.max(0, count - inPart), rest);
    const score = certainDifference(inPart, part.total, inRest, rest);
    if (score <= 0) continue;
    found.push({
      score,
      difference: { kind, ...(key !== undefined && { key }), value, part: inPart, rest: inRest },
    });
  }
  return found
    .sort((a, b) => compareScores(b.score, a.score) || compareNames(a.difference, b.difference))
    .slice(0, MAX_VALUES)
    .map(({ difference }) => difference);
}

/**
 * Computes the smallest difference of two shares that the counts allow with 95 % confidence; 0 or less if they may be equal. It is
 * the lower bound of the Agresti-Caffo interval: https://doi.org/10.1080/00031305.2000.10474560
 */
export function certainDifference(a: number, ofA: number, b: number, ofB: number): number {
  const shareA = (a + 1) / (ofA + 2);
  const shareB = (b + 1) / (ofB + 2);
  const error = Math.sqrt((shareA * (1 - shareA)) / (ofA + 2) + (shareB * (1 - shareB)) / (ofB + 2));
  return Math.abs(shareA - shareB) - Z_OF_95_PERCENT * error;
}

// Equal differences may differ in the last digits.
function compareScores(a: number, b: number): number {
  return Math.abs(a - b) < 1e-9 ? 0 : a - b;
}

function compareNames(a: Difference, b: Difference): number {
  return nameOf(a) < nameOf(b) ? -1 : 1;
}

function nameOf({ kind, key, value }: Difference): string {
  return `${kind} ${key ?? ''} ${typeof value} ${value}`;
}

const Z_OF_95_PERCENT = 1.96;
const MAX_VALUES = 50;
