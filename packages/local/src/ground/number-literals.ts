/** The literals of numbers that JavaScript writes in another way, by the object or list that has them. */
const literals = new WeakMap<object, Map<string, string>>();
const parsed = new WeakSet<object>();

/**
 * Parses JSON to the same values as `JSON.parse`, and remembers the literals of numbers that JavaScript writes in another way, such as
 * 9007199254740993, 1.10 and 1e400.
 */
export function parseVerbatim(text: string): unknown {
  if (!hasOtherLiterals(text)) return JSON.parse(text);
  const value = (JSON.parse as ParseWithSource)(text, function (this: object, key, member, { source }) {
    if (typeof member === 'number' && source !== undefined && String(member) !== source)
      literals.set(this, (literals.get(this) ?? new Map<string, string>()).set(key, source));
    return member;
  });
  if (typeof value === 'object' && value !== null) parsed.add(value);
  return value;
}

/** Whether `parseVerbatim` remembers literals in a value that it returned. */
export function hasLiterals(value: object): boolean {
  return parsed.has(value);
}

/**
 * Writes JSON with numbers as they were parsed.
 * @param original the parsed value where `value` is a changed copy of it: equal members keep the literals of the original
 */
export function stringifyVerbatim(value: unknown, original: unknown = value, space?: number): string {
  const originals = new Map<unknown, unknown>([[value, original]]);
  const replace = function (this: object, key: string, member: unknown): unknown {
    const holder = originals.get(this);
    if (typeof holder !== 'object' || holder === null) return member;
    const before = (holder as Record<string, unknown>)[key];
    if (typeof member === 'object' && member !== null) originals.set(member, before);
    else if (typeof member === 'number' && Object.is(member, before)) {
      const literal = literals.get(holder)?.get(key);
      if (literal !== undefined) return (JSON as unknown as RawJson).rawJSON(literal);
    }
    return member;
  };
  return JSON.stringify(value, replace, space);
}

/** Whether a number is written in another way than JavaScript does. Strings that look like one are found, too. */
function hasOtherLiterals(text: string): boolean {
  for (const [, literal] of text.matchAll(NUMBER)) if (String(Number(literal)) !== literal) return true;
  return false;
}

const NUMBER = /(?:^|[:[,])\s*(-?\d[\d.eE+-]*)/g;

// Since Node 21, not in TypeScript's library yet: https://github.com/tc39/proposal-json-parse-with-source
type ParseWithSource = (
  text: string,
  reviver: (this: object, key: string, value: unknown, context: { readonly source?: string }) => unknown,
) => unknown;
interface RawJson {
  rawJSON(text: string): unknown;
}
