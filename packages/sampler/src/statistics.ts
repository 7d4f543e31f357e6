/** The decisions under a rule since the last report. */
export interface Counts {
  readonly requests: number;
  readonly sampled: number;
  /** Sampled before the server has granted a share of the reservoir. */
  readonly borrowed: number;
}

/** Counts decisions until they are reported; none is lost and none is counted twice. */
export class Statistics implements Counts {
  requests = 0;
  sampled = 0;
  borrowed = 0;

  /** Removes and returns the counts for a report. */
  take(): Counts {
    const { requests, sampled, borrowed } = this;
    this.requests = 0;
    this.sampled = 0;
    this.borrowed = 0;
    return { requests, sampled, borrowed };
  }

  /** Puts counts back whose report has failed. */
  giveBack({ requests, sampled, borrowed }: Counts): void {
    this.requests += requests;
    this.sampled += sampled;
    this.borrowed += borrowed;
  }
}
