import { toSeconds } from '../ground/timestamps.ts';
import { FLAGS } from '../trace/flags.ts';
import { Durations } from './durations.ts';
import { type HistogramEntry, toHistogram } from './histogram.ts';

/** Completed calls as the API sums them up, each counted once: fault, else error or throttle, else ok. */
export interface ServiceStatistics {
  readonly OkCount: number;
  readonly ErrorStatistics: {
    readonly ThrottleCount: number;
    readonly OtherCount: number;
    readonly TotalCount: number;
  };
  readonly FaultStatistics: { readonly OtherCount: number; readonly TotalCount: number };
  readonly TotalCount: number;
  /** Seconds. */
  readonly TotalResponseTime: number;
}

/** Sums calls up. Open calls are not counted, but their times are. */
export class CallTotals {
  ok = 0;
  error = 0;
  throttle = 0;
  fault = 0;
  responseMicros = 0;
  /** Microseconds: the first start and the last end. */
  first: number = Number.POSITIVE_INFINITY;
  last: number = Number.NEGATIVE_INFINITY;
  /** Response times. */
  readonly responses: Durations = new Durations();

  /** @param flags bits of `FLAGS` */
  add(flags: number, startMicros: number, endMicros: number | null | undefined): void {
    this.first = Math.min(this.first, startMicros);
    this.last = Math.max(this.last, endMicros ?? startMicros);
    if (endMicros === null || endMicros === undefined) return;
    if ((flags & FLAGS.fault) !== 0) this.fault++;
    else if ((flags & FLAGS.throttle) !== 0) this.throttle++;
    else if ((flags & FLAGS.error) !== 0) this.error++;
    else this.ok++;
    const micros = endMicros - startMicros;
    this.responseMicros += micros;
    this.responses.add(micros);
  }

  /** Adds those of another one, which is packed. */
  merge(other: CallTotals): void {
    this.ok += other.ok;
    this.error += other.error;
    this.throttle += other.throttle;
    this.fault += other.fault;
    this.responseMicros += other.responseMicros;
    this.first = Math.min(this.first, other.first);
    this.last = Math.max(this.last, other.last);
    this.responses.merge(other.responses);
  }

  get total(): number {
    return this.ok + this.error + this.throttle + this.fault;
  }

  toStatistics(): ServiceStatistics {
    const errors = this.error + this.throttle;
    return {
      OkCount: this.ok,
      ErrorStatistics: { ThrottleCount: this.throttle, OtherCount: this.error, TotalCount: errors },
      FaultStatistics: { OtherCount: this.fault, TotalCount: this.fault },
      TotalCount: this.total,
      TotalResponseTime: toSeconds(this.responseMicros),
    };
  }

  toHistogram(): HistogramEntry[] {
    return toHistogram(this.responses.bins());
  }
}
