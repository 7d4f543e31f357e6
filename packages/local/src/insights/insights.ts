import { hash } from 'node:crypto';
import type { ServiceNode } from '../trace/service-node.ts';
import { CLOSING_MINUTES, type Episode, findEpisodes } from './episodes.ts';
import { type FaultMinutes, type MinuteCounts, sumMinutes } from './fault-minutes.ts';

/** Faults above their forecast, of one root cause, in one group. Minutes since the epoch. */
export interface Insight {
  /** A UUID made of the group, the root cause and the first minute. */
  readonly id: string;
  readonly group: string;
  readonly rootCause: ServiceNode;
  readonly first: number;
  /** The last minute above a forecast. */
  readonly last: number;
  readonly isOpen: boolean;
  /** Highest share of faults that was expected of the root cause. */
  readonly expected: number;
  /** Services above their forecast, most faults first. */
  readonly services: readonly ServiceNode[];
  readonly client: MinuteCounts;
  readonly cause: MinuteCounts;
  /** Oldest first. */
  readonly events: readonly InsightEvent[];
}

/** A change of an insight's impact. */
export interface InsightEvent {
  readonly minute: number;
  readonly kind: 'opened' | 'changed' | 'closed';
  /** Requests of this minute. */
  readonly client: MinuteCounts;
  readonly cause: MinuteCounts;
  /** Services above their forecast in this minute. */
  readonly services: readonly ServiceNode[];
}

interface ServiceEpisode {
  readonly key: string;
  readonly episode: Episode;
  readonly rootCause: string;
}

/**
 * Finds the insights of a group, oldest first. Episodes of several services are one insight where their faults began at the same service.
 * @param until the first minute that is not complete
 */
export function findInsights(group: string, counts: FaultMinutes, until: number): Insight[] {
  const byCause = new Map<string, ServiceEpisode[]>();
  for (const [key, { minutes, causes }] of counts.services)
    for (const episode of findEpisodes(minutes, until)) {
      const rootCause = mostFrequent(episode, causes) ?? key;
      byCause.set(rootCause, [...(byCause.get(rootCause) ?? []), { key, episode, rootCause }]);
    }
  return [...byCause.values()]
    .flatMap((ofCause) => together(ofCause))
    .map((parts) => toInsight(group, parts, counts))
    .sort((a, b) => a.first - b.first || (a.id < b.id ? -1 : 1));
}

/** Splits the episodes of one root cause where the gap between them is longer than the closing time. */
function together(parts: readonly ServiceEpisode[]): ServiceEpisode[][] {
  const groups: { last: number; parts: ServiceEpisode[] }[] = [];
  for (const part of [...parts].sort((a, b) => a.episode.first - b.episode.first)) {
    const current = groups.at(-1);
    if (current && part.episode.first <= current.last + CLOSING_MINUTES) {
      current.parts.push(part);
      current.last = Math.max(current.last, part.episode.last);
    } else groups.push({ last: part.episode.last, parts: [part] });
  }
  return groups.map(({ parts: each }) => each);
}

function toInsight(group: string, parts: readonly ServiceEpisode[], counts: FaultMinutes): Insight {
  const rootCause = parts[0]?.rootCause ?? '';
  const first = Math.min(...parts.map(({ episode }) => episode.first));
  const last = Math.max(...parts.map(({ episode }) => episode.last));
  const isOpen = parts.some(({ episode }) => episode.isOpen);
  const of = (key: string, range: { first: number; last: number }): MinuteCounts =>
    sumMinutes(counts.services.get(key)?.minutes ?? new Map(), range);
  const faults = new Map(parts.map(({ key }) => [key, of(key, { first, last }).fault]));
  const nodes = (keys: Iterable<string>): ServiceNode[] =>
    [...new Set(keys)]
      .sort((a, b) => (faults.get(b) ?? 0) - (faults.get(a) ?? 0) || (a < b ? -1 : 1))
      .flatMap((key) => counts.services.get(key)?.node ?? []);
  const eventAt = (minute: number, kind: InsightEvent['kind'], keys: readonly string[]): InsightEvent => ({
    ...{ minute, kind, services: nodes(keys) },
    client: sumMinutes(counts.clients, { first: minute, last: minute }),
    cause: of(rootCause, { first: minute, last: minute }),
  });
  return {
    id: toId(group, rootCause, first),
    ...{ group, first, last, isOpen },
    rootCause: counts.services.get(rootCause)?.node ?? (counts.services.get(parts[0]?.key ?? '')?.node as ServiceNode),
    expected: (parts.find(({ key }) => key === rootCause) ?? parts[0])?.episode.expected ?? 0,
    services: nodes(faults.keys()),
    client: sumMinutes(counts.clients, { first, last }),
    cause: of(rootCause, { first, last }),
    events: [...changes(parts, { first, last }, counts, eventAt), ...(isOpen ? [] : [eventAt(last, 'closed', [])])],
  };
}

/** An event where other services are above their forecast, or the share of the client's faults is in another quarter. */
function changes(
  parts: readonly ServiceEpisode[],
  { first, last }: { readonly first: number; readonly last: number },
  { clients }: FaultMinutes,
  eventAt: (minute: number, kind: InsightEvent['kind'], keys: readonly string[]) => InsightEvent,
): InsightEvent[] {
  const anomalous = new Map<number, string[]>();
  for (const { key, episode } of parts)
    for (const minute of episode.anomalies) anomalous.set(minute, [...(anomalous.get(minute) ?? []), key]);
  const events: InsightEvent[] = [];
  let before: string | undefined;
  for (const [minute, keys] of [...anomalous].sort(([a], [b]) => a - b)) {
    if (minute < first || minute > last) continue;
    const { total, fault } = clients.get(minute) ?? { total: 0, fault: 0 };
    const impact = JSON.stringify([total === 0 ? 0 : Math.ceil((fault / total) * QUARTERS), [...keys].sort()]);
    if (impact !== before) events.push(eventAt(minute, before === undefined ? 'opened' : 'changed', keys));
    before = impact;
  }
  return events;
}

/** The service where most faults of an episode began. */
function mostFrequent(
  { first, last }: Episode,
  causes: ReadonlyMap<number, ReadonlyMap<string, number>>,
): string | undefined {
  const sums = new Map<string, number>();
  for (const [minute, ends] of causes)
    if (minute >= first && minute <= last)
      for (const [key, number] of ends) sums.set(key, (sums.get(key) ?? 0) + number);
  return [...sums].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0]?.[0];
}

function toId(group: string, rootCause: string, first: number): string {
  const digits = hash('sha256', JSON.stringify([group, rootCause, first]));
  // Version 8 is for UUIDs of any content: https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-8
  const [a, b, c, d, e] = [
    [0, 8],
    [8, 12],
    [13, 16],
    [17, 20],
    [20, 32],
  ].map(([from, to]) => digits.slice(from, to));
  return `${a}-${b}-8${c}-8${d}-${e}`;
}

const QUARTERS = 4;
