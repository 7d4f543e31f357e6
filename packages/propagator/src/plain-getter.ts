import type { TextMapGetter } from '@opentelemetry/api';

const known = new WeakMap<object, boolean>();

/**
 * Whether a getter reads own properties of its carrier and does nothing else, as the API's default getter does, of
 * which a process often has several copies. Found by trying it once on an object that watches. Never throws.
 */
export function isPlainGetter(getter: TextMapGetter<never>): boolean {
  let isPlain = known.get(getter);
  if (isPlain === undefined) {
    isPlain = readsPlainly(getter as TextMapGetter<object>);
    known.set(getter, isPlain);
  }
  return isPlain;
}

/** Neither a string nor an array, so that a getter that converts values is noticed. */
const VALUE = Object.freeze({});
const NAMES = ['present', 'x-amzn-trace-id'];

function readsPlainly(getter: TextMapGetter<object>): boolean {
  const seen: PropertyKey[] = [];
  const carrier = watched(Object.fromEntries(NAMES.map((name) => [name, VALUE])), seen);
  try {
    const values: unknown[] = [...NAMES, 'absent'].map((name) => getter.get(carrier, name));
    const names = getter.keys(carrier);
    return isSame(values, [VALUE, VALUE, undefined]) && isSame(names, NAMES) && isSame(seen, [...NAMES, 'absent']);
  } catch {
    return false;
  }
}

/** Notes each property that is read; whatever else is done with the object, but for listing its names, is noted as a symbol. */
function watched(target: Record<string, unknown>, seen: PropertyKey[]): object {
  const note = (): void => void seen.push(Symbol('another access'));
  return new Proxy(target, {
    get: (_, name) => {
      seen.push(name);
      return target[name as string];
    },
    has: (_, name) => {
      note();
      return name in target;
    },
    getPrototypeOf: () => {
      note();
      return Object.prototype;
    },
  });
}

function isSame(found: readonly unknown[], expected: readonly unknown[]): boolean {
  return found.length === expected.length && found.every((value, at) => value === expected[at]);
}
