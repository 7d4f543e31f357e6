import { effect } from '@preact/signals';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

// The module reads the address when it is loaded.
let routes: typeof import('./route.ts');
beforeAll(async () => {
  const location = { hash: '#/traces/1-5759e988-bd862e3fe1be46a994272793?tab=raw' };
  const go = (_: unknown, __: string, hash: string): void => {
    location.hash = hash;
  };
  vi.stubGlobal('location', location);
  vi.stubGlobal('history', { pushState: go, replaceState: go });
  routes = await import('./route.ts');
});
afterAll(() => vi.unstubAllGlobals());

it('a reader of one member of the query is notified of changes of that one only', () => {
  const seen: (string | undefined)[] = [];
  const stop = effect(() => void seen.push(routes.queryOf('tab')));
  routes.setQuery({ find: 'i' });
  routes.setQuery({ find: 'it', select: '53995c3f42cd8ad8' });
  expect(seen).toEqual(['raw']);
  routes.setQuery({ tab: 'notes', find: undefined });
  routes.setQuery({ tab: undefined });
  expect(seen).toEqual(['raw', 'notes', undefined]);
  stop();
});

it('from a trace one returns to the list as it was, from the map to one about the same', () => {
  const list = { page: 'traces' as const, ids: [], query: { filter: 'fault', sort: '-duration', columns: 'tier' } };
  routes.navigate(list);
  expect(routes.route.value).toEqual(list);
  const trace = { page: 'trace' as const, ids: ['1-5759e988-bd862e3fe1be46a994272793'], query: {} };
  routes.navigate(trace);
  expect(routes.listRoute(routes.route.value!)).toEqual(list);
  const map = { page: 'service-map' as const, ids: [], query: { filter: 'ok', select: 'web' } };
  expect(routes.listRoute(map)).toEqual({ page: 'traces', ids: [], query: { filter: 'ok' } });
});
