import { isPlainPage, type Page } from './pages.ts';

/** Everything that a page shows: nothing but the address determines it. */
export interface Route {
  readonly page: Page;
  /** Trace ids: one for `trace`, two for `compare` of traces. */
  readonly ids: readonly string[];
  /** Such as `filter`, `timeRange`, `select`; never empty text. */
  readonly query: Readonly<Record<string, string>>;
}

/**
 * Reads the fragment of an address: `#/traces/<id>?tab=exceptions`, in the forms of AWS's console where it has one.
 * @returns `undefined` if no page has this path
 */
export function parseRoute(hash: string): Route | undefined {
  const text = hash.replace(/^#?\/?/, '');
  const mark = text.indexOf('?');
  const path = (mark === -1 ? text : text.slice(0, mark))
    .split('/')
    .filter((part) => part !== '')
    .map(decode);
  const query: Record<string, string> = {};
  for (const [key, value] of new URLSearchParams(mark === -1 ? '' : text.slice(mark + 1)))
    if (value !== '' && key !== '__proto__') query[key] = value;
  const [page = 'traces', ...ids] = path;
  if (page === 'traces') {
    if (ids.length > 1) return undefined;
    return { page: ids.length === 1 ? 'trace' : 'traces', ids, query };
  }
  if (page === 'compare') return ids.length === 0 || ids.length === 2 ? { page, ids, query } : undefined;
  if (ids.length > 0 || !isPlainPage(page)) return undefined;
  return { page, ids, query };
}

/** `parseRoute`'s inverse. */
export function formatRoute({ page, ids, query }: Route): string {
  const path = [page === 'trace' ? 'traces' : page, ...ids].map(encodeURIComponent).join('/');
  const entries = Object.entries(query).filter(([, value]) => value !== '');
  const search = new URLSearchParams(entries).toString();
  return `#/${path}${search === '' ? '' : `?${search}`}`;
}

/** The same page with some of its query changed; `undefined` removes a member. */
export function withQuery(route: Route, changes: Readonly<Record<string, string | undefined>>): Route {
  const query: Record<string, string> = { ...route.query };
  for (const [key, value] of Object.entries(changes)) {
    if (value === undefined || value === '') delete query[key];
    else query[key] = value;
  }
  return { ...route, query };
}

/** Another page about the same traces: with filter, group, range, error group and what is hidden. */
export function toPage(page: Page, from: Route, more: Readonly<Record<string, string | undefined>> = {}): Route {
  const kept = Object.fromEntries(Object.entries(from.query).filter(([key]) => SCOPE.includes(key)));
  return withQuery({ page, ids: [], query: kept }, more);
}

/** A list in one member of the query. */
export function splitList(text: string | undefined): string[] {
  return text === undefined || text === '' ? [] : text.split(',').map(decode);
}

/** `splitList`'s inverse; an empty list is no member at all. */
export function joinList(items: readonly string[]): string | undefined {
  return items.length === 0 ? undefined : items.map((item) => item.replace(/[%,]/g, encodeURIComponent)).join(',');
}

const SCOPE = ['filter', 'group', 'timeRange', 'hide', 'error', 'errorName'];

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
