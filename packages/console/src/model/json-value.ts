/** An object, and nothing else. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A member of an object that is an object; else an empty one. */
export function objectIn(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}

/** A member that is text. */
export function textIn(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** JSON with two blanks a level, keys in one order, so that two documents can be laid beside each other. */
export function prettyJson(value: unknown): string {
  return JSON.stringify(sorted(value, 0), null, 2);
}

const DEEPEST = 200;

function sorted(value: unknown, depth: number): unknown {
  if (depth > DEEPEST) return '…';
  if (Array.isArray(value)) return value.map((each) => sorted(each, depth + 1));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key], depth + 1)]),
  );
}
