import type { Refiner, Value } from '@otel-xray/console/contract';

/** A value of an attribute, and the number of traces that have it. */
export interface ValueCount extends Pick<Refiner, 'kind' | 'key'> {
  readonly value: Value;
  readonly count: number;
}

/** Counts values by their attribute, and returns the most frequent. */
export class ValueCounts {
  readonly #counts = new Map<
    string,
    { readonly of: Pick<Refiner, 'kind' | 'key'>; readonly values: Map<Value, number> }
  >();

  /** Returns the counter of one attribute, which is called once per value. */
  counterOf(of: Pick<Refiner, 'kind' | 'key'>): (value: Value | null, count?: number) => void {
    const name = `${of.kind} ${of.key ?? ''}`;
    const values = this.#counts.get(name)?.values ?? new Map<Value, number>();
    return (value, count = 1) => {
      if (value === null) return;
      // An attribute without values is left out.
      if (values.size === 0) this.#counts.set(name, { of, values });
      const before = values.get(value);
      // The first values suffice of an attribute with another value in nearly every trace.
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

  /** Every value with its count. */
  *all(): Generator<ValueCount> {
    for (const { of, values } of this.#counts.values())
      for (const [value, count] of values) yield { ...of, value, count };
  }

  /** The count of one value. */
  countOf({ kind, key, value }: Omit<ValueCount, 'count'>): number {
    return this.#counts.get(`${kind} ${key ?? ''}`)?.values.get(value) ?? 0;
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

const KINDS: readonly Refiner['kind'][] = [
  ...(['service', 'http.status', 'http.method', 'http.url', 'user', 'annotation'] as const),
  ...(['availabilityzone', 'instance.id', 'resource.arn'] as const),
];
const MAX_VALUES = 10_000;
const SHOWN = 10;
