import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Page } from './pages.ts';
import { formatRoute, joinList, parseRoute, type Route, splitList, toPage, withQuery } from './route.ts';

const ids = (page: Page): number => (page === 'trace' ? 1 : page === 'compare' ? 2 : 0);
const route: fc.Arbitrary<Route> = fc
  .constantFrom<Page>('traces', 'trace', 'service-map', 'compare', 'errors', 'intake', 'settings')
  .chain((page) =>
    fc.record({
      page: fc.constant(page),
      ids: fc.array(fc.string({ minLength: 1, unit: 'grapheme' }), { minLength: ids(page), maxLength: ids(page) }),
      query: fc.dictionary(
        fc.constantFrom('filter', 'timeRange', 'select', 'sort', 'columns'),
        fc.string({ minLength: 1, unit: 'grapheme' }),
        { noNullPrototype: true },
      ),
    }),
  );

describe('route', () => {
  it('reads back what it writes', () => {
    fc.assert(fc.property(route, (given) => void expect(parseRoute(formatRoute(given))).toEqual(given)));
    fc.assert(
      fc.property(
        fc.array(fc.string({ minLength: 1 })),
        (items) => void expect(splitList(joinList(items))).toEqual(items),
      ),
    );
  });

  it.each([
    ['', { page: 'traces', ids: [], query: {} }],
    ['#/', { page: 'traces', ids: [], query: {} }],
    ['#/traces/1-a', { page: 'trace', ids: ['1-a'], query: {} }],
    [
      '#/traces?filter=service(%22a%22)&timeRange=PT5M',
      { page: 'traces', ids: [], query: { filter: 'service("a")', timeRange: 'PT5M' } },
    ],
    ['#/service-map?timeRange=5m', { page: 'service-map', ids: [], query: { timeRange: '5m' } }],
    ['#/compare/a/b', { page: 'compare', ids: ['a', 'b'], query: {} }],
    ['#/nowhere', undefined],
    ['#/traces/a/b', undefined],
    ['#/traces/%E0%A4%A', { page: 'trace', ids: ['%E0%A4%A'], query: {} }],
  ])('%s', (hash, expected) => expect(parseRoute(hash)).toEqual(expected));

  it('carries the scope to another page, and nothing else', () => {
    const from = parseRoute('#/traces?filter=fault&timeRange=5m&hide=health&sort=-start&columns=tier')!;
    expect(formatRoute(toPage('service-map', from))).toBe('#/service-map?filter=fault&timeRange=5m&hide=health');
    expect(formatRoute(withQuery(from, { filter: undefined, sort: '' }))).toBe(
      '#/traces?timeRange=5m&hide=health&columns=tier',
    );
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseRoute(`#/${text}`)));
  });
});
