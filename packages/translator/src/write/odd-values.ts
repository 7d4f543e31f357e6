/** Reads a whole number: 0 where the value is none. With `lenient`, text that spells one is read too. */
export function toInteger(value: unknown, lenient: boolean): number {
  if (typeof value === 'number') return Number.isInteger(value) ? value : 0;
  if (!lenient) return 0;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : 0;
  if (typeof value !== 'string' || value === '') return 0;
  const number = Number(value);
  return Number.isInteger(number) ? number : 0;
}

/** A whole number in decimal, with or without a sign; 0 for anything else. A number over 64 bits is clamped when it is written. */
export function parseDecimal(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) return 0;
  return Number(text);
}

/** Whether a value can be an annotation: text, a finite number or a boolean. */
export function isScalar(value: unknown): value is string | number | boolean {
  return (
    typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))
  );
}

/** How deep lists and maps are followed in metadata; what lies deeper becomes text. */
const MAX_DEPTH = 8;

/**
 * Turns any value into one that JSON can say, dropping nothing: big integers become text, bytes base64, a
 * circle `[Circular]`, a getter that throws `[Unreadable]`. Plain JSON values come back as they are.
 */
export function toJsonValue(value: unknown): unknown {
  return convert(value, 0, []);
}

function convert(value: unknown, depth: number, above: readonly object[]): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return value;
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
    case 'object':
      return value === null ? null : convertObject(value, depth, above);
    case 'undefined':
      return null;
    default:
      return String(value);
  }
}

function convertObject(value: object, depth: number, above: readonly object[]): unknown {
  if (value instanceof Uint8Array) return toBase64(value);
  if (above.includes(value)) return '[Circular]';
  if (depth >= MAX_DEPTH) return describe(value);
  const path = [...above, value];
  try {
    if (Array.isArray(value)) return value.map((item) => convert(item, depth + 1, path));
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
    const result: Record<string, unknown> = Object.create(null);
    for (const key of Object.keys(value)) result[key] = member(value, key, depth, path);
    return result;
  } catch {
    return '[Unreadable]';
  }
}

function member(owner: object, key: string, depth: number, path: readonly object[]): unknown {
  try {
    return convert((owner as Record<string, unknown>)[key], depth + 1, path);
  } catch {
    return '[Unreadable]';
  }
}

function describe(value: object): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return '[Object]';
  }
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

// btoa wants a string of all bytes first, and Buffer is Node's alone.
function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const group = ((bytes[i] as number) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text += BASE64.charAt(group >> 18) + BASE64.charAt((group >> 12) & 63);
    text += (left > 1 ? BASE64.charAt((group >> 6) & 63) : '=') + (left > 2 ? BASE64.charAt(group & 63) : '=');
  }
  return text;
}
