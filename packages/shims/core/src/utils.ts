export { LambdaUtils } from './lambda/lambda-utils.ts';

/** Returns `error` for a 4xx status, `fault` for a 5xx status. */
export function getCauseTypeFromHttpStatus(status: number | string): 'error' | 'fault' | undefined {
  const digits = String(status);
  if (/^4\d\d$/.test(digits)) return 'error';
  return /^5\d\d$/.test(digits) ? 'fault' : undefined;
}

/** Returns a path without its query, which may hold personal data. */
export function stripQueryStringFromPath(path: string): string {
  return path ? (path.split('?')[0] as string) : '';
}

/** Matches text against a pattern in which `*` matches any text and `?` for one character, whatever the case of the letters. */
export function wildcardMatch(pattern: string, text: string): boolean {
  if (pattern === undefined || text === undefined) return false;
  const [wanted, given] = [pattern.toLowerCase(), text.toLowerCase()];
  let [at, from, star, resumeAt] = [0, 0, -1, 0];
  while (at < given.length) {
    if (wanted[from] === '*') {
      star = from++;
      resumeAt = at;
    } else if (from < wanted.length && (wanted[from] === '?' || wanted[from] === given[at])) {
      from++;
      at++;
    } else if (star >= 0) {
      from = star + 1;
      at = ++resumeAt;
    } else {
      return false;
    }
  }
  while (wanted[from] === '*') from++;
  return from === wanted.length;
}

/** The parts of a trace header. Reserved names are in lower case; all other fields are in `data`. */
export interface TraceData {
  root?: string;
  parent?: string;
  sampled?: string;
  self?: string;
  data?: Record<string, string>;
}

const RESERVED: readonly string[] = ['root', 'parent', 'sampled', 'self'];

/** Bytes of further fields that are passed on. */
const MAX_DATA_BYTES = 256;

/** Splits a trace header into its parts. A string that is no header gives an empty object. */
// biome-ignore lint/suspicious/noExplicitAny: the SDK's type says that each member is a string, `data` is an object
export function processTraceData(traceData?: string): { [key: string]: any } & TraceData {
  if (typeof traceData !== 'string' || traceData === '') return {};
  const fields: Record<string, string> = {};
  const data: Record<string, string> = {};
  let left = MAX_DATA_BYTES;
  for (const field of traceData.split(';')) {
    const [key, value] = field.split('=').map((part) => part.trim());
    if (!key || !value) continue;
    const name = key.toLowerCase();
    if (RESERVED.includes(name)) {
      fields[name] = value;
    } else if (key.length + value.length <= left && key !== '__proto__') {
      data[key] = value;
      left -= key.length + value.length;
    }
  }
  return { ...fields, data };
}

/** Copies an object's own enumerable members without some of them. */
export function objectWithoutProperties<T extends object, K extends keyof T>(
  obj: T,
  keys: K[],
  preservePrototype?: boolean,
): Omit<T, K> {
  const left: readonly unknown[] = Array.isArray(keys) ? keys : [];
  const copy = preservePrototype === true ? Object.create(Object.getPrototypeOf(obj)) : {};
  for (const [key, value] of Object.entries(obj)) if (!left.includes(key)) copy[key] = value;
  return copy;
}

/** Reads a whole number; what is none gives 0. */
export function safeParseInt(val: number | string): number {
  return !val || Number.isNaN(Number(val)) ? 0 : Number.parseInt(String(val), 10);
}
