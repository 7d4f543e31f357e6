import type { Refiner, Value } from '@otel-xray/console/contract';

/** Counts values by what they are of, and tells the most frequent. */
export class ValueCounts {
  readonly #counts = new Map<
    string,
    { readonly of: Pick<Refiner, 'kind' | 'key'>; readonly values: Map<Value, number> }
  >();

  add(of: Pick<Refiner, 'kind' | 'key'>, value: Value | null, count = 1): void {
    if (value === null) return;
    const name = `${of.kind} ${of.key ?? ''}`;
    const { values } = this.#counts.get(name) ?? this.#make(name, of);
    const before = values.get(value);
    // Of what has a value of its own in nearly every trace, the first are enough.
    if (before !== undefined || values.size < MAX_VALUES) values.set(value, (before ?? 0) + count);
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

  #make(name: string, of: Pick<Refiner, 'kind' | 'key'>): { values: Map<Value, number> } {
    const made = { of, values: new Map<Value, number>() };
    this.#counts.set(name, made);
    return made;
  }
}

const KINDS: readonly Refiner['kind'][] = ['service', 'http.status', 'http.method', 'http.url', 'user', 'annotation'];
const MAX_VALUES = 10_000;
const SHOWN = 10;
