/** How high a bar of so many is drawn: in proportion, or so that one failure beside ten thousand successes is seen. */
export type CountScale = 'linear' | 'logarithmic';

/** The height of a count; 0 has none on either scale. */
export function heightOf(count: number, scale: CountScale): number {
  return scale === 'linear' ? count : Math.log10(1 + count);
}

/** The count that is drawn so high. */
export function countOf(height: number, scale: CountScale): number {
  return Math.round(scale === 'linear' ? height : 10 ** height - 1);
}

/** The counts that have a line and a number at the side of a chart whose highest bar has `most`, lowest first. */
export function countsToLabel(most: number, scale: CountScale): number[] {
  if (most < 2) return [1];
  if (scale === 'linear') return [Math.round(most / 2), most];
  const powers = Array.from({ length: Math.floor(Math.log10(most)) + 1 }, (_, power) => 10 ** power);
  // Few fit above each other.
  const step = Math.ceil(powers.length / MOST_LABELS);
  return powers.filter((_, power) => (powers.length - 1 - power) % step === 0);
}

const MOST_LABELS = 3;
