import type { MinuteCounts } from './fault-minutes.ts';

/** A period in which the share of a service's faults is above its forecast. Minutes since the epoch. */
export interface Episode {
  /** The first minute above the forecast. */
  readonly first: number;
  /** The last minute above the forecast. */
  readonly last: number;
  readonly isOpen: boolean;
  /** Highest share of faults that was expected in the first minute, 0 to 1. */
  readonly expected: number;
  /** Minutes above the forecast. */
  readonly anomalies: readonly number[];
}

/**
 * Finds the episodes of one service. A minute is anomalous with at least ten requests, and a share of faults above 5 % and above the
 * forecast. The forecast is the mean of the hour before plus three deviations; requests count half as much every 15 minutes. An episode
 * opens with two anomalous minutes of three, and closes after ten minutes without one. Its anomalous minutes are in no forecast, but for
 * an episode of more than an hour: then they are the usual.
 * @param until the first minute that is not complete
 */
export function findEpisodes(minutes: ReadonlyMap<number, MinuteCounts>, until: number): Episode[] {
  const episodes: Episode[] = [];
  const samples: Sample[] = [];
  let oldest = 0;
  let open: { first: number; expected: number; anomalies: number[] } | undefined;
  let previous: (Sample & { readonly expected: number }) | undefined;
  const isUsual = ({ minute, isAnomalous, isOfEpisode }: Sample, now: number): boolean => {
    if (!isAnomalous || (open && now - open.first >= FORECAST_MINUTES)) return true;
    return !isOfEpisode && now - minute >= OPENING_MINUTES;
  };

  for (const [minute, { total, fault }] of [...minutes].sort(([a], [b]) => a - b)) {
    if (minute >= until) break;
    if (open && minute > lastOf(open) + CLOSING_MINUTES) {
      episodes.push(toEpisode(open, false));
      open = undefined;
    }
    while (oldest < samples.length && (samples[oldest] as Sample).minute < minute - FORECAST_MINUTES) oldest++;
    const share = fault / total;
    const expected = upperBound(
      samples.slice(oldest).filter((sample) => isUsual(sample, minute)),
      minute,
    );
    const isAnomalous = total >= LEAST_REQUESTS && share > LEAST_SHARE && share > expected;
    const sample = { minute, total, share, isAnomalous, isOfEpisode: false, expected };
    samples.push(sample);
    if (!isAnomalous) continue;
    if (open) open.anomalies.push(minute);
    else if (previous && minute - previous.minute < OPENING_MINUTES) {
      open = { first: previous.minute, expected: previous.expected, anomalies: [previous.minute, minute] };
      previous.isOfEpisode = true;
    }
    sample.isOfEpisode = open !== undefined;
    previous = sample;
  }
  if (open) episodes.push(toEpisode(open, lastOf(open) + CLOSING_MINUTES >= until - 1));
  return episodes;
}

interface Sample {
  readonly minute: number;
  readonly total: number;
  readonly share: number;
  readonly isAnomalous: boolean;
  isOfEpisode: boolean;
}

function upperBound(samples: readonly Sample[], minute: number): number {
  let weights = 0;
  let mean = 0;
  let squares = 0;
  // Weighted incremental mean and variance: https://doi.org/10.1145/359146.359153
  for (const { minute: at, total, share } of samples) {
    const weight = total * 0.5 ** ((minute - at) / HALF_LIFE_MINUTES);
    weights += weight;
    const difference = share - mean;
    mean += (difference * weight) / weights;
    squares += weight * difference * (share - mean);
  }
  return weights === 0 ? 0 : Math.min(1, mean + DEVIATIONS * Math.sqrt(squares / weights));
}

function toEpisode({ first, expected, anomalies }: Omit<Episode, 'last' | 'isOpen'>, isOpen: boolean): Episode {
  return { first, last: lastOf({ first, anomalies }), isOpen, expected, anomalies };
}

function lastOf({ first, anomalies }: Pick<Episode, 'first' | 'anomalies'>): number {
  return anomalies.at(-1) ?? first;
}

const LEAST_REQUESTS = 10;
const LEAST_SHARE = 0.05;
const OPENING_MINUTES = 3;
/** An episode ends after so many minutes without an anomaly. */
export const CLOSING_MINUTES = 10;
const FORECAST_MINUTES = 60;
const HALF_LIFE_MINUTES = 15;
const DEVIATIONS = 3;
