import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ServiceNode } from '../trace/service-node.ts';
import { findEpisodes } from './episodes.ts';
import { FaultMinutes, MINUTE_MICROS, type MinuteCounts } from './fault-minutes.ts';
import { findInsights } from './insights.ts';
import { describeEvent, describeInsight } from './summary.ts';

/** Minutes from a first one on, each as `faults/requests`. */
function minutesOf(first: number, ...counts: string[]): Map<number, MinuteCounts> {
  return new Map(
    counts.flatMap((text, i) => {
      if (text === '') return [];
      const [fault = 0, total = 0] = text.split('/').map(Number);
      return [[first + i, { fault, total, ok: total - fault }] as const];
    }),
  );
}

const spans = (minutes: Map<number, MinuteCounts>, until = 1_000): string[] =>
  findEpisodes(minutes, until).map(({ first, last, isOpen }) => `${first}-${last}${isOpen ? ' open' : ''}`);

describe('findEpisodes', () => {
  it.each<[string, string[], string[]]>([
    ['no fault', Array(90).fill('0/20'), []],
    ['one anomalous minute', ['0/20', '10/20', '0/20', '0/20', '0/20'], []],
    ['two anomalous minutes', ['0/20', '10/20', '10/20', '0/20'], ['101-102']],
    ['two anomalous minutes of three', ['0/20', '10/20', '0/20', '10/20'], ['101-103']],
    ['two anomalous minutes of four', ['0/20', '10/20', '0/20', '0/20', '10/20'], []],
    ['fewer than ten requests a minute', ['9/9', '9/9', '9/9'], []],
    ['a share of 5 %', ['1/20', '1/20', '1/20', '1/20'], []],
    ['faults from the first minute on', ['2/10', '2/10'], ['100-101']],
    ['a share of faults that is usual', [...Array(60).fill(['1/10', '3/10']).flat()], ['100-159']],
  ])('finds the episodes of %s', (_, counts, expected) => {
    expect(spans(minutesOf(100, ...counts))).toEqual(expected);
  });

  it('is open until ten minutes are within the forecast', () => {
    const minutes = minutesOf(100, '0/20', '10/20', '10/20', ...Array(20).fill('0/20'));
    expect(spans(minutes, 103)).toEqual(['101-102 open']);
    expect(spans(minutes, 113)).toEqual(['101-102 open']);
    expect(spans(minutes, 114)).toEqual(['101-102']);
  });

  it('closes an episode after ten minutes without requests', () => {
    const minutes = minutesOf(100, '10/20', '10/20', ...Array(10).fill(''), '10/20', '10/20');
    expect(spans(minutes, 114)).toEqual(['100-101', '112-113 open']);
  });

  it('ignores minutes that are not complete', () => {
    expect(spans(minutesOf(100, '10/20', '10/20'), 101)).toEqual([]);
  });

  it('has the band of the hour before', () => {
    const usual = Array(60).fill(['0/100', '8/100']).flat();
    const episode = findEpisodes(minutesOf(100, ...usual, '12/100', '12/100', '40/100', '40/100'), 1_000).at(-1);
    // Mean 4 %, deviation 4 %.
    expect(episode?.first).toBe(222);
    expect(episode?.expected).toBeGreaterThan(0.14);
    expect(episode?.expected).toBeLessThan(0.19);
  });

  it('finds ordered episodes in any counts', () => {
    const counts = fc.record({ fault: fc.nat(20), ok: fc.nat(20) });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(90), counts)), fc.nat(100), (entries, until) => {
        const minutes = new Map(
          entries.map(([minute, { fault, ok }]) => [minute, { fault, ok, total: Math.max(1, fault + ok) }]),
        );
        let last = -1;
        for (const episode of findEpisodes(minutes, until)) {
          expect(episode.first).toBeGreaterThan(last);
          expect(episode.last).toBeGreaterThan(episode.first);
          expect(episode.last).toBeLessThan(until);
          expect(episode.isOpen).toBe(episode.last + 11 > until - 1);
          ({ last } = episode);
        }
      }),
    );
  });
});

const node = (name: string, type?: string): ServiceNode => ({ name, type, account: '000000000000' });
const [WEB, API, TABLE] = [node('web'), node('api'), node('carts', 'AWS::DynamoDB::Table')];

/** Ten traces a minute through web and api to a table; so many of them fail from the given service upward. */
function traffic(minutes: readonly { readonly failing?: number; readonly from?: ServiceNode }[]): FaultMinutes {
  const counts = new FaultMinutes();
  const chain = [WEB, API, TABLE];
  for (const [minute, { failing = 0, from = TABLE }] of minutes.entries())
    for (let i = 0; i < 10; i++) {
      const at = minute * MINUTE_MICROS + i;
      const isFailing = i < failing;
      const faulty = isFailing ? chain.slice(0, chain.indexOf(from) + 1) : [];
      counts.addClientRequest(at, isFailing ? 'fault' : 'ok');
      for (const each of chain) counts.addRequest(each, at, faulty.includes(each) ? 'fault' : 'ok');
      counts.addFaults(
        faulty.map((each) => ({ node: each, startMicros: at })),
        faulty.slice(1).map((to, k) => ({ from: faulty[k] as ServiceNode, to })),
      );
    }
  return counts;
}
const quiet = (length: number): { failing?: number; from?: ServiceNode }[] => Array.from({ length }, () => ({}));

describe('findInsights', () => {
  it('names the deepest service whose faults explain the others', () => {
    const [insight, ...others] = findInsights('Default', traffic([...quiet(3), { failing: 4 }, { failing: 4 }]), 5);
    expect(others).toEqual([]);
    expect(insight).toMatchObject({
      ...{ group: 'Default', rootCause: TABLE, first: 3, last: 4, isOpen: true, expected: 0 },
      services: [API, TABLE, WEB],
      client: { total: 20, ok: 12, fault: 8 },
      cause: { total: 20, ok: 12, fault: 8 },
    });
    expect(insight?.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(insight && describeInsight(insight)).toBe(
      '40 % of 20 requests to carts (AWS::DynamoDB::Table) failed; the forecast was at most 0 %.' +
        ' Clients saw 40 % of their requests fail. 2 other services are affected.',
    );
  });

  it('separates root causes', () => {
    const counts = traffic([...quiet(3), { failing: 5, from: API }, { failing: 5, from: API }, ...quiet(30)]);
    counts.merge(traffic([...quiet(30), { failing: 5 }, { failing: 5 }]));
    expect(findInsights('Default', counts, 40).map(({ rootCause, isOpen }) => [rootCause, isOpen])).toEqual([
      [API, false],
      [TABLE, true],
    ]);
  });

  it('reports an event for each change of impact', () => {
    const minutes = [...quiet(3), { failing: 2 }, { failing: 2 }, { failing: 8 }, { failing: 8 }, ...quiet(20)];
    const [insight] = findInsights('Default', traffic(minutes), 27);
    expect(insight?.events.map(({ minute, kind, client }) => [minute, kind, client.fault])).toEqual([
      [3, 'opened', 2],
      [5, 'changed', 8],
      [6, 'closed', 8],
    ]);
    expect(insight?.events.map((event) => describeEvent(event, TABLE))).toEqual([
      'carts (AWS::DynamoDB::Table) began to fail: 20 % of 10 requests failed in this minute. Clients saw 20 % of their requests fail.',
      'The impact of carts (AWS::DynamoDB::Table) changed: 80 % of 10 requests failed in this minute. Clients saw 80 % of their requests fail.',
      'The share of faults at carts (AWS::DynamoDB::Table) is within its forecast again.',
    ]);
  });

  it('ends where services call each other in a circle', () => {
    const counts = new FaultMinutes();
    for (let i = 0; i < 30; i++) {
      const at = Math.floor(i / 10) * MINUTE_MICROS;
      for (const each of [WEB, API]) counts.addRequest(each, at, 'fault');
      counts.addFaults(
        [WEB, API].map((each) => ({ node: each, startMicros: at })),
        [
          { from: WEB, to: API },
          { from: API, to: WEB },
        ],
      );
    }
    expect(findInsights('Default', counts, 5).map(({ rootCause }) => rootCause)).toEqual([API, WEB]);
  });
});
