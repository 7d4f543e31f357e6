import type { JsonValue, Keyword, RootCauseElement } from '@otel-xray/filter-expression';
import type { RootCause } from '../trace/root-cause.ts';
import type { Value } from './term.ts';

/** One service, entity or exception of a root cause, with its place in the list that the answer has it in. */
export interface CauseElement {
  readonly values: Readonly<Record<string, Value | undefined>>;
  readonly index: number;
  readonly count: number;
}

/** The elements of one kind: the services of the path, the entities of each, the exceptions of each of those. */
export function elementsOf({ Services }: RootCause, element: RootCauseElement): readonly CauseElement[] {
  if (element === 'service')
    return inList(Services, ({ Name, Type, Inferred }) => ({
      name: Name,
      type: Type || undefined,
      inferred: Inferred,
    }));
  if (element === 'entity')
    return Services.flatMap(({ EntityPath }) =>
      inList(EntityPath, ({ Name, Remote, Coverage }) => ({ name: Name, remote: Remote, coverage: Coverage })),
    );
  return Services.flatMap(({ EntityPath }) =>
    EntityPath.flatMap(({ Exceptions = [], Remote }) =>
      inList(Exceptions, ({ Name, Message }) => ({
        name: Name || undefined,
        message: Message || undefined,
        remote: Remote,
      })),
    ),
  );
}

/** The values of a keyword in `rootcause { }`. */
export function causeValues({ name }: Keyword, { values, index, count }: CauseElement): readonly Value[] {
  if (name === 'first') return [index === 0];
  if (name === 'last') return [index === count - 1];
  if (name === 'index') return [index];
  const value = values[name];
  return value === undefined ? [] : [value];
}

/** Whether a root cause has every member that the pattern gives; lists are exact sequences. */
export function matchesJson(value: unknown, pattern: JsonValue): boolean {
  if (Array.isArray(pattern))
    return (
      Array.isArray(value) &&
      value.length === pattern.length &&
      pattern.every((inner, index) => matchesJson(value[index], inner))
    );
  if (typeof pattern !== 'object' || pattern === null) return value === pattern;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(pattern).every(
    ([key, inner]) => Object.hasOwn(value, key) && matchesJson((value as Record<string, unknown>)[key], inner),
  );
}

function inList<T>(list: readonly T[], toValues: (item: T) => CauseElement['values']): CauseElement[] {
  return list.map((item, index) => ({ values: toValues(item), index, count: list.length }));
}
