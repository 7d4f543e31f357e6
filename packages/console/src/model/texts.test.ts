import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { terms, withResponseTime, withTerm } from './filter-terms.ts';
import { describeBars, toBars } from './histogram.ts';
import { resourceType } from './resource-type.ts';
import { fits, matchingRule } from './sampling-match.ts';
import { awsCliCommand, curlExample, curlForDocument, environmentSnippets, logLink } from './snippets.ts';
import { editorLink, foldStack } from './stack.ts';
import { boundsOf, describeRange, formatBetween, formatClock, formatZone, parseRange } from './time.ts';
import { formatBytes, formatDuration, formatRate, formatShare, formatShortCount } from './units.ts';

describe('units', () => {
  it.each([
    [0, '0 ms'],
    [85, '85 µs'],
    [1_500, '1.5 ms'],
    [412_031, '412 ms'],
    [999_499, '999 ms'],
    [999_500, '1 s'],
    [2_140_000, '2.1 s'],
    [61_000_000, '61 s'],
    [180e6, '3 min'],
    [3 * 3_600e6, '3 h'],
  ])('%d µs is %s', (micros, text) => expect(formatDuration(micros)).toBe(text));

  it.each([
    [0, '0 %'],
    [0.0004, '< 0.1 %'],
    [0.025, '2.5 %'],
    [0.55, '55 %'],
    [0.9999, '> 99.9 %'],
    [1, '100 %'],
  ])('a share of %d is %s', (share, text) => expect(formatShare(share)).toBe(text));

  it('counts, sizes and rates', () => {
    expect([formatShortCount(999), formatShortCount(1_204), formatShortCount(2_500_000)]).toEqual([
      '999',
      '1.2 k',
      '2.5 M',
    ]);
    expect([formatBytes(512), formatBytes(1_902), formatBytes(34e6)]).toEqual(['512 B', '1.9 kB', '34 MB']);
    expect(formatRate(372, 30 * 60e6)).toBe('12.4/min');
  });
});

describe('time ranges', () => {
  it.each([
    ['30m', { start: 1e12 - 1_800e6 }],
    ['all', {}],
    [undefined, { start: 1e12 - 1_800e6 }],
    ['nonsense', { start: 1e12 - 1_800e6 }],
    ['2026-11-21T10:00:00Z~2026-11-21T10:30:00Z', { start: 1_795_255_200e6, end: 1_795_257_000e6 }],
  ])('%s', (text, bounds) => expect(boundsOf(parseRange(text), 1e12)).toEqual(bounds));

  it('holds both ends', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e15 }), fc.integer({ min: 1, max: 1e12 }), (start, length) => {
        const range = parseRange(formatBetween(start, start + length));
        expect(range.kind === 'between' && range.start <= start && range.end >= start + length).toBe(true);
      }),
    );
  });

  it('reads as words', () => {
    expect([describeRange('5m'), describeRange('1h'), describeRange('all')]).toEqual([
      'last 5 minutes',
      'last hour',
      'all time',
    ]);
    expect(formatClock(1_795_255_200_123_456, 6)).toMatch(/:00\.123456$/);
    expect(formatZone(1_795_255_200_123_456)).toMatch(/^UTC(?:[+−]\d{1,2}(?::\d{2})?)?$/);
  });
});

describe('histogram', () => {
  it('has every value in one bar', () => {
    const bin = fc.record({ value: fc.nat(10_000_000), count: fc.integer({ min: 1, max: 50 }) });
    fc.assert(
      fc.property(fc.array(bin, { minLength: 1 }), fc.integer({ min: 1, max: 40 }), (bins, bars) => {
        const sum = (all: readonly { count: number }[]) => all.reduce((total, { count }) => total + count, 0);
        expect(sum(toBars(bins, bars))).toBe(sum(bins));
      }),
    );
  });

  it('says what it shows', () => {
    expect(describeBars([], String)).toBe('No values.');
    expect(
      describeBars(
        [
          { from: 1, to: 2, count: 3 },
          { from: 2, to: 4, count: 9 },
        ],
        String,
      ),
    ).toBe('12 values from 1 to 4; most, 9, between 2 and 4.');
  });
});

describe('filter terms', () => {
  it('adds, negates and replaces', () => {
    const gold = terms.annotation('tier', 'gold');
    expect(withTerm('', gold)).toBe('annotation.tier = "gold"');
    expect(withTerm('fault', gold, true)).toBe('fault AND !(annotation.tier = "gold")');
    expect(withTerm('fault AND annotation.tier = "gold"', gold, true)).toBe('fault AND !(annotation.tier = "gold")');
    expect(withTerm('', terms.exception('E', 'fault'))).toBe('rootcause.fault.exception { name = "E" }');
    expect(withTerm('', terms.service({ name: 'orders', type: 'AWS::DynamoDB::Table' }))).toBe(
      'service(id(name: "orders", type: "AWS::DynamoDB::Table"))',
    );
    expect(withResponseTime('fault AND responsetime > 5', 100_000, 250_000)).toBe(
      'fault AND responsetime >= 0.1 AND responsetime < 0.25',
    );
    expect(withResponseTime('', 100_000, 250_000)).toBe('responsetime >= 0.1 AND responsetime < 0.25');
  });
});

describe('resource types', () => {
  it.each([
    ['AWS::DynamoDB::Table', 'table', 'DynamoDB table'],
    [undefined, 'service', 'service'],
    ['AWS::KinesisFirehose', 'stream', 'KinesisFirehose'],
    ['somewhere::else', 'unknown', 'somewhere else'],
    ['constructor', 'unknown', 'constructor'],
  ])('%s', (type, icon, label) => expect(resourceType(type)).toMatchObject({ icon, label }));
});

describe('stack', () => {
  const settings = {
    editorLink: 'vscode://file/{path}:{line}:{column}',
    logLink: '',
    pathMappings: [{ from: '/app/', to: '/home/me/shop/' }],
  };

  it('folds what is not one’s own', () => {
    const parts = foldStack([
      { path: '/app/src/pay.ts', line: 48, label: 'charge' },
      { path: '/app/node_modules/undici/x.js', line: 1 },
      { path: 'node:internal/process', line: 2 },
      { path: 'file:///app/src/place.ts', line: 112 },
    ]);
    expect(parts.map((part) => (part.kind === 'own' ? part.frame.line : part.frames.length))).toEqual([48, 2, 112]);
  });

  it('makes a link by template and mapping', () => {
    expect(editorLink({ path: '/app/src/a b.ts', line: 48 }, settings)).toBe(
      'vscode://file/home/me/shop/src/a%20b.ts:48:1',
    );
    expect(editorLink({ path: 'file:///x/y.ts' }, settings)).toBe('vscode://file/x/y.ts:1:1');
    expect(editorLink({ path: 'node:fs', line: 1 }, settings)).toBeUndefined();
    expect(editorLink({ path: '/a.ts' }, { ...settings, editorLink: 'javascript:alert({line})' })).toBeUndefined();
  });
});

describe('snippets', () => {
  const boot = {
    listening: {
      url: 'http://127.0.0.1:4711',
      host: '127.0.0.1',
      port: 4711,
      receiveBufferBytes: 1,
      receiveBufferAskedBytes: 1,
    },
  };

  it('names this host and port', () => {
    for (const { text } of environmentSnippets(boot)) expect(text).toContain('4711');
    expect(curlExample(boot)).toContain('http://127.0.0.1:4711/TraceSegments');
    expect(curlForDocument('http://x', `{"a":"it's"}`)).toContain(`it'\\''s`);
    const asked = { filter: 'user = "ann"', timeRange: '5m' };
    expect(awsCliCommand('http://127.0.0.1:1', { ...asked, group: 'slow' }, 1_000e6)).toContain(
      `--filter-expression 'user = "ann" AND group.name = "slow"'`,
    );
    expect(awsCliCommand('http://127.0.0.1:1', asked, 1_000e6)).toBe(
      `aws xray get-trace-summaries --start-time 700 --end-time 1001 --filter-expression 'user = "ann"' --endpoint-url http://127.0.0.1:1 --region us-east-1 --no-sign-request`,
    );
  });

  it('links to logs by http only', () => {
    const settings = {
      editorLink: '',
      pathMappings: [],
      logLink: 'https://logs.example.com/?q={trace_id}&from={start}',
    };
    expect(logLink(settings, '1-6920a1f3-5d2c0123456789abcdef0123', 5_000, 9_000)).toBe(
      'https://logs.example.com/?q=6920a1f35d2c0123456789abcdef0123&from=5',
    );
    expect(logLink({ ...settings, logLink: 'javascript:alert(1)' }, '1-a-b', 0, 0)).toBeUndefined();
  });
});

describe('sampling test', () => {
  const rule = {
    RuleName: 'Default',
    Priority: 10_000,
    ServiceName: '*',
    ServiceType: '*',
    Host: '*',
    HTTPMethod: '*',
    URLPath: '*',
  };
  const request = { service: 'web', type: '', host: 'localhost', method: 'GET', path: '/cart/7' };

  it.each([
    ['*', 'any', true],
    ['/cart/*', '/cart/7', true],
    ['/cart/?', '/cart/77', false],
    ['*b*c', 'aXbYc', true],
    ['', 'x', false],
    ['GET', 'get', true],
  ])('%s fits %s: %s', (pattern, text, expected) => expect(fits(pattern, text)).toBe(expected));

  it('chooses the first by priority', () => {
    const cart = { ...rule, RuleName: 'cart', Priority: 5, URLPath: '/cart/*' };
    expect(matchingRule([rule, cart], request)?.RuleName).toBe('cart');
    expect(matchingRule([rule, cart], { ...request, path: '/' })?.RuleName).toBe('Default');
    expect(matchingRule([], request)).toBeUndefined();
  });
});
