import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Hide, Scope } from '../contract/index.ts';
import { formatRoute, parseRoute, type Route, splitList, toPage, withQuery } from '../model/route.ts';
import { boundsOf, parseRange } from '../model/time.ts';
import { serverNow } from './live.ts';

const current = signal(location.hash);

// The last list, for the way back from one of its traces.
let lastList: Route | undefined;

/** The page of the address; `undefined` if there is no such page. */
export const route: ReadonlySignal<Route | undefined> = computed(() => parseRoute(current.value));

/** Goes to a page, or shows another part of this one; `replace` leaves no step to go back to. */
export function navigate(to: Route, { replace = false }: { replace?: boolean } = {}): void {
  const hash = formatRoute(to);
  if (hash === location.hash) return;
  if (replace) history.replaceState(null, '', hash);
  else history.pushState(null, '', hash);
  show(hash);
}

function show(hash: string): void {
  current.value = hash;
  const now = route.peek();
  if (now?.page === 'traces') lastList = now;
}

/** The list of traces: from a trace the list as it was, from other pages with their filter, range and hidden traces. */
export function listRoute(from: Route): Route {
  const isOfTrace = from.page === 'trace' || from.page === 'compare';
  return isOfTrace && lastList ? lastList : toPage('traces', from);
}

/** Shows the traces of an error group. */
export function viewErrorTraces(
  { id, name }: { readonly id: string; readonly name: string },
  more: Readonly<Record<string, string>> = {},
): void {
  const now = route.peek();
  if (now) navigate(toPage('traces', now, { error: id, errorName: name, ...more }));
}

/** Changes some of what the address says about this page. */
export function setQuery(
  changes: Readonly<Record<string, string | undefined>>,
  options: { replace?: boolean } = {},
): void {
  const now = route.peek();
  if (now) navigate(withQuery(now, changes), options);
}

/** Follows the browser's address: links, back and forward. */
export function followAddress(): void {
  const read = (): void => show(location.hash);
  read();
  window.addEventListener('hashchange', read);
  window.addEventListener('popstate', read);
}

const members = new Map<string, ReadonlySignal<string | undefined>>();

/** One member of the query; readers are notified only when it changes, not on every change of the address. */
export function queryOf(key: string): string | undefined {
  let member = members.get(key);
  if (!member) {
    member = computed(() => route.value?.query[key]);
    members.set(key, member);
  }
  return member.value;
}

/** The hidden traces, as chips. */
export const hides: ReadonlySignal<Hide[]> = computed(() => splitList(route.value?.query['hide']).filter(isHide));

// Moves in steps, so that a list that reaches to now does not send a new request every moment.
const rangeAnchor = signal(0);

/** Lets a range that reaches to now begin anew from now. */
export function moveRange(): void {
  rangeAnchor.value = serverNow();
}

/** Filter, group, range and what is hidden, as the server wants them. */
export const scope: ReadonlySignal<Scope> = computed(() => {
  const query = route.value?.query ?? {};
  const { filter, group, timeRange, error } = query;
  const anchor = rangeAnchor.value === 0 ? serverNow() : rangeAnchor.value;
  return {
    ...(filter && { filter }),
    ...(group && { group }),
    ...(error && { error }),
    ...(hides.value.length > 0 && { hide: hides.value }),
    ...boundsOf(parseRange(timeRange), Math.floor(anchor / RANGE_STEP) * RANGE_STEP),
  };
});

const RANGE_STEP = 1e6;

function isHide(text: string): text is Hide {
  return text === 'health' || text === 'static' || /^(?:service|url):./s.test(text);
}
