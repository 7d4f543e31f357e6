import type { Refiner, Value } from '@otel-xray/console/contract';

/** Counts values by what they are of, and tells the most frequent. */
export class ValueCounts {
  readonly #counts = new Map<
    string,
    { readonly of: Pick<Refiner, 'kind' | 'key'>; readonly values: Map<Value, number> }
  >();

  /** Counts the values of one kind; asked for once and called often. */
  counterOf(of: Pick<Refiner, 'kind' | 'key'>): (value: Value | null, count?: number) => void {
    const name = `${of.kind} ${of.key ?? ''}`;
    const values = this.#counts.get(name)?.values ?? new Map<Value, number>();
    return (value, count = 1) => {
      if (value === null) return;
      // What has no value is not told of.
      if (values.size === 0) this.#counts.set(name, { of, values });
      const before = values.get(value);
      // Of what has a value of its own in nearly every trace, the first are enough.
      if (before !== undefined || values.size < MAX_VALUES) values.set(value, (before ?? 0) + count);
    };
  }

  /** Adds those of another one. */
  merge(other: ValueCounts): void {
    for (const { of, values } of other.#counts.values()) {
      const count = this.counterOf(of);
      for (const [value, times] of values) count(value, times);
    }
  }

  /** How many values it counts. */
  get size(): number {
    return [...this.#counts.values()].reduce((sum, { values }) => sum + values.size, 0);
  }

  /** Those with the fewest different values first, within each kind. */
  refiners(): Refiner[] {
    return [...this.#counts.values()]
      .map(({ of, values }) => ({
        ...of,
        distinct: values.size,
        values: [...values]
          .sort(([a, m], [b, n]) => n - m || (String(a) < String(b) ? -1 : 1))
          .slice(0, SHOWN)
          .map(([value, count]) => ({ value, count })),
      }))
      .sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || a.distinct - b.distinct);
  }
}

const KINDS: readonly Refiner['kind'][] = ['service', 'http.status', 'http.method', 'http.url', 'user', 'annotation'];
const MAX_VALUES = 10_000;
const SHOWN = 10;
