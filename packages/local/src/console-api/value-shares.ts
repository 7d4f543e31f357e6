import type { ErrorGroup, Value } from '@otel-xray/console/contract';
import type { TraceLists } from '../store/trace-lists.ts';

/** Which traces of a scope have which annotation values. */
export class ValueShares {
  total = 0;
  readonly #traces = new Map<string, { readonly key: string; readonly value: Value; readonly traces: Set<number> }>();

  /**
   * Looks at some traces, the last ones first.
   * @returns whether it looks at more: what stands out shows in the last ones too
   */
  add(lists: TraceLists, keys: readonly number[]): boolean {
    this.total += keys.length;
    if (this.total > MAX_TRACES) return false;
    for (const [trace, byKey] of lists.allAnnotationsOf(keys))
      for (const [key, values] of byKey)
        for (const value of values) {
          const name = JSON.stringify([key, value]);
          const found = this.#traces.get(name) ?? { key, value, traces: new Set<number>() };
          this.#traces.set(name, found);
          found.traces.add(trace);
        }
    return true;
  }

  values(): Iterable<{ readonly key: string; readonly value: Value; readonly traces: ReadonlySet<number> }> {
    return this.#traces.values();
  }
}

/** The values that some traces have much more often than all of them. */
export function standingOut(shares: ValueShares, traces: ReadonlyMap<number, unknown>): ErrorGroup['annotations'] {
  const found: { key: string; value: Value; share: number; shareOfAll: number }[] = [];
  for (const { key, value, traces: having } of shares.values()) {
    let count = 0;
    for (const trace of having) if (traces.has(trace)) count++;
    const share = count / traces.size;
    const shareOfAll = having.size / Math.min(shares.total, MAX_TRACES);
    if (count >= 2 && share >= 0.5 && share > 1.5 * shareOfAll) found.push({ key, value, share, shareOfAll });
  }
  return found.sort((a, b) => b.share - b.shareOfAll - (a.share - a.shareOfAll)).slice(0, 5);
}

const MAX_TRACES = 5_000;
