import type { SamplingStatistics } from '../store/store.ts';

/** The last report of a sampler. */
interface Report {
  readonly atMillis: number;
  /** Requests a second. */
  readonly demand: number;
}

/**
 * Shares out the reservoir of each rule among the samplers that have reported lately, so that together they sample what the rule
 * promises. A sampler gets no more than it has requests, as long as others have more of them.
 */
export class SamplingShares {
  readonly #reports = new Map<string, Map<string, Report>>();

  note({ ruleName, clientId, requests }: SamplingStatistics, nowMillis: number): void {
    const reports = this.#reports.get(ruleName) ?? new Map<string, Report>();
    this.#reports.set(ruleName, reports);
    const before = reports.get(clientId);
    const seconds = before ? (nowMillis - before.atMillis) / 1e3 : USUAL_SECONDS;
    // Two reports at one moment are one that was too long for one call.
    if (before && seconds < 1) return;
    reports.set(clientId, { atMillis: nowMillis, demand: requests / seconds });
  }

  /** Whole requests a second; the shares of all samplers together are the reservoir. */
  quotaOf(ruleName: string, clientId: string, reservoir: number, nowMillis: number): number {
    const reports = this.#reports.get(ruleName);
    if (!reports) return reservoir;
    for (const [client, { atMillis }] of reports) {
      if (nowMillis - atMillis > ACTIVE_MILLIS) reports.delete(client);
    }
    const demands = new Map([...reports].map(([client, { demand }]) => [client, demand]));
    return shareOut(reservoir, demands).get(clientId) ?? reservoir;
  }

  forget(): void {
    this.#reports.clear();
  }
}

/**
 * Divides a whole number into whole numbers whose sum it is: no share exceeds its demand while others are short. The rest is shared
 * equally.
 */
export function shareOut(total: number, demands: ReadonlyMap<string, number>): Map<string, number> {
  const byDemand = [...demands].sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1));
  let left = total;
  const shares = byDemand.map(([, demand], i) => {
    const share = Math.min(demand, left / (byDemand.length - i));
    left -= share;
    return share;
  });
  const extra = left / Math.max(byDemand.length, 1);
  const whole = new Map<string, number>();
  let sum = 0;
  let given = 0;
  // Rounding the sums, not the shares, leaves nothing over.
  for (const [i, [client]] of byDemand.entries()) {
    sum += (shares[i] ?? 0) + extra;
    const until = i === byDemand.length - 1 ? total : Math.round(sum);
    whole.set(client, until - given);
    given = until;
  }
  return whole;
}

// Samplers report every ten seconds; who has missed two reports is gone.
const USUAL_SECONDS = 10;
const ACTIVE_MILLIS = 25_000;
