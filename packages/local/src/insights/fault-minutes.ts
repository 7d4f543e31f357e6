import { nodeKey, type ServiceNode } from '../trace/service-node.ts';

/** Completed requests of one minute. */
export interface MinuteCounts {
  total: number;
  ok: number;
  fault: number;
}

/** A service's minutes, and the services where its faults began. */
export interface ServiceMinutes {
  readonly node: ServiceNode;
  /** By minute since the epoch. */
  readonly minutes: Map<number, MinuteCounts>;
  /** Traces by the key of the node where this service's fault began, by minute. */
  readonly causes: Map<number, Map<string, number>>;
}

/** A fault of a segment in one trace. */
export interface FaultySegment {
  readonly node: ServiceNode;
  readonly startMicros: number;
}

/** A faulty call in one trace. */
export interface FaultyCall {
  readonly from: ServiceNode;
  readonly to: ServiceNode;
}

/** Requests and faults by service and minute, and the origin of the faults. */
export class FaultMinutes {
  readonly services: Map<string, ServiceMinutes> = new Map();
  /** Requests of clients. */
  readonly clients: Map<number, MinuteCounts> = new Map();
  // The store has one object for each node, which needs no key then.
  readonly #known = new Map<ServiceNode, ServiceMinutes>();

  /** Counts a completed request to a service. */
  addRequest(node: ServiceNode, startMicros: number, outcome: keyof MinuteCounts | 'other'): void {
    count(this.#service(node).minutes, startMicros, outcome);
  }

  /** Counts a completed request of a client. */
  addClientRequest(startMicros: number, outcome: keyof MinuteCounts | 'other'): void {
    count(this.clients, startMicros, outcome);
  }

  /** Follows the faulty calls of one trace from each faulty service to the deepest one. */
  addFaults(segments: readonly FaultySegment[], calls: readonly FaultyCall[]): void {
    const called = new Map<string, string[]>();
    for (const { from, to } of calls) called.set(nodeKey(from), [...(called.get(nodeKey(from)) ?? []), nodeKey(to)]);
    const counted = new Set<string>();
    for (const { node, startMicros } of segments) {
      const key = nodeKey(node);
      if (counted.has(key)) continue;
      counted.add(key);
      const { causes } = this.#service(node);
      const minute = minuteOf(startMicros);
      const ofMinute = causes.get(minute) ?? new Map<string, number>();
      causes.set(minute, ofMinute);
      for (const end of endsBelow(key, called)) ofMinute.set(end, (ofMinute.get(end) ?? 0) + 1);
    }
  }

  /** Adds the counts of another one. */
  merge(other: FaultMinutes): void {
    for (const { node, minutes, causes } of other.services.values()) {
      const own = this.#service(node);
      addMinutes(own.minutes, minutes);
      for (const [minute, ends] of causes) {
        const ofMinute = own.causes.get(minute) ?? new Map<string, number>();
        own.causes.set(minute, ofMinute);
        for (const [end, number] of ends) ofMinute.set(end, (ofMinute.get(end) ?? 0) + number);
      }
    }
    addMinutes(this.clients, other.clients);
  }

  /** Approximate size. */
  get bytes(): number {
    let entries = this.clients.size;
    for (const { minutes, causes } of this.services.values()) entries += 2 + minutes.size + 2 * causes.size;
    return entries * ENTRY_BYTES;
  }

  #service(node: ServiceNode): ServiceMinutes {
    const known = this.#known.get(node);
    if (known) return known;
    const key = nodeKey(node);
    const found = this.services.get(key) ?? { node, minutes: new Map(), causes: new Map() };
    this.services.set(key, found);
    if (this.#known.size < MAX_KNOWN) this.#known.set(node, found);
    return found;
  }
}

/** The minute since the epoch of a time in microseconds. */
export function minuteOf(micros: number): number {
  return Math.floor(micros / MINUTE_MICROS);
}

/** The sum of the minutes from `first` to `last`, both included. */
export function sumMinutes(
  minutes: ReadonlyMap<number, MinuteCounts>,
  { first, last }: { readonly first: number; readonly last: number },
): MinuteCounts {
  const sum = { total: 0, ok: 0, fault: 0 };
  for (const [minute, counts] of minutes) if (minute >= first && minute <= last) addCounts(sum, counts);
  return sum;
}

function count(minutes: Map<number, MinuteCounts>, startMicros: number, outcome: keyof MinuteCounts | 'other'): void {
  const minute = minuteOf(startMicros);
  const counts = minutes.get(minute) ?? { total: 0, ok: 0, fault: 0 };
  minutes.set(minute, counts);
  counts.total++;
  if (outcome === 'ok' || outcome === 'fault') counts[outcome]++;
}

function addMinutes(to: Map<number, MinuteCounts>, from: ReadonlyMap<number, MinuteCounts>): void {
  for (const [minute, counts] of from) {
    const sum = to.get(minute) ?? { total: 0, ok: 0, fault: 0 };
    to.set(minute, sum);
    addCounts(sum, counts);
  }
}

function addCounts(sum: MinuteCounts, { total, ok, fault }: MinuteCounts): void {
  sum.total += total;
  sum.ok += ok;
  sum.fault += fault;
}

/** The nodes that a node reaches by faulty calls and that make none themselves; the node itself where there is none. */
function endsBelow(start: string, called: ReadonlyMap<string, readonly string[]>): string[] {
  const seen = new Set([start]);
  const stack = [start];
  const ends: string[] = [];
  for (let key = stack.pop(); key !== undefined; key = stack.pop()) {
    const next = called.get(key) ?? [];
    if (next.length === 0) ends.push(key);
    for (const each of next) {
      if (seen.has(each)) continue;
      seen.add(each);
      stack.push(each);
    }
  }
  // Only a circle of calls has no end.
  return ends.length > 0 ? ends : [start];
}

/** A minute in microseconds. */
export const MINUTE_MICROS = 60_000_000;
// Nodes of span links are new objects each time.
const MAX_KNOWN = 10_000;
const ENTRY_BYTES = 150;
