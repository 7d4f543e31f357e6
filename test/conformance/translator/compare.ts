/**
 * Says where two lists of documents differ, or `undefined` where they do not. Numbers are equal as doubles, the times of a document up
 * to a microsecond; `$id1` and the like in `want` stand for ids, each for one.
 */
export function differenceOf(want: readonly unknown[], got: readonly unknown[]): string | undefined {
  if (want.length !== got.length) return `${got.length} documents, want ${want.length}`;
  const ids = new Map<string, string>();
  for (let at = 0; at < want.length; at++) {
    const difference = compare(want[at], got[at], `[${at}]`, 0, ids);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

const TOKEN = /^\$id\d+$/;
const ID = /^[0-9a-f]{16}$/;

function compare(
  want: unknown,
  got: unknown,
  path: string,
  depth: number,
  ids: Map<string, string>,
): string | undefined {
  if (Array.isArray(want) && Array.isArray(got)) {
    if (want.length !== got.length) return `${path}: ${got.length} items, want ${want.length}`;
    for (let at = 0; at < want.length; at++) {
      const difference = compare(want[at], got[at], `${path}[${at}]`, depth + 1, ids);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }
  if (isObject(want) && isObject(got)) return compareObjects(want, got, path, depth, ids);
  if (typeof want === 'string' && TOKEN.test(want)) return compareId(want, got, path, ids);
  if (typeof want === 'number' && typeof got === 'number') {
    const isTime = depth === 1 && /\.(start|end)_time$/.test(path);
    if (isTime ? Math.abs(want - got) <= 1e-6 : want === got) return undefined;
  } else if (want === got) {
    return undefined;
  }
  return `${path}: got ${JSON.stringify(got)}, want ${JSON.stringify(want)}`;
}

function compareObjects(
  want: Record<string, unknown>,
  got: Record<string, unknown>,
  path: string,
  depth: number,
  ids: Map<string, string>,
): string | undefined {
  for (const key of Object.keys(want)) {
    if (!Object.hasOwn(got, key)) return `${path}.${key}: missing, want ${JSON.stringify(want[key])}`;
  }
  for (const key of Object.keys(got)) {
    if (!Object.hasOwn(want, key)) return `${path}.${key}: not wanted, got ${JSON.stringify(got[key])}`;
  }
  for (const key of Object.keys(want)) {
    const difference = compare(want[key], got[key], `${path}.${key}`, depth + 1, ids);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function compareId(token: string, got: unknown, path: string, ids: Map<string, string>): string | undefined {
  if (typeof got !== 'string' || !ID.test(got)) return `${path}: want some id, got ${JSON.stringify(got)}`;
  const known = ids.get(token);
  if (known === undefined && [...ids.values()].includes(got))
    return `${path}: ${got} stands for two ids that should differ`;
  ids.set(token, known ?? got);
  return known === undefined || known === got ? undefined : `${path}: want the id ${known} again, got ${got}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
