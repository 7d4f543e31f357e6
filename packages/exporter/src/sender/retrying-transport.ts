import type { ExportResponse, Transport } from '../transports/transport.ts';

export interface RetryOptions {
  /** Milliseconds for all attempts together. */
  readonly totalMillis: number;
  /** Milliseconds that only grow: a wall clock that is set would stretch or cut the time. */
  readonly clock: () => number;
  /** A number from 0 to 1. */
  readonly random: () => number;
  /** Resolves after some milliseconds, or immediately on abort. */
  readonly wait: (millis: number, signal: AbortSignal) => Promise<void>;
  /** Called with each outcome before another attempt. */
  readonly onRetry: (response: ExportResponse) => void;
}

const FIRST_WAIT_MILLIS = 250;
const LONGEST_WAIT_MILLIS = 10_000;
/** A receiver may request a longer wait than ours, up to this. */
const LONGEST_ASKED_MILLIS = 30_000;

/** Sends again what may be sent again: full jitter, the receiver's own wait where it is longer, until the time is up. */
export function retrying(transport: Transport, options: RetryOptions): Transport {
  const stop = new AbortController();
  return {
    async send(documents, timeoutMillis) {
      const end = options.clock() + options.totalMillis;
      for (let attempt = 0; ; attempt++) {
        const left = Math.max(end - options.clock(), 1);
        const response = await transport.send(documents, Math.min(timeoutMillis, left));
        if (response.status !== 'retryable') return response;
        const wait = waitBefore(attempt, response, options.random());
        if (stop.signal.aborted || options.clock() + wait >= end) return failureOf(response);
        options.onRetry(response);
        await options.wait(wait, stop.signal);
        if (stop.signal.aborted) return failureOf(response);
      }
    },
    shutdown() {
      stop.abort();
      return transport.shutdown();
    },
  };
}

type Retryable = Extract<ExportResponse, { status: 'retryable' }>;

function waitBefore(attempt: number, { retryInMillis = 0 }: Retryable, random: number): number {
  const own = random * Math.min(LONGEST_WAIT_MILLIS, FIRST_WAIT_MILLIS * 2 ** attempt);
  return Math.max(own, Math.min(retryInMillis, LONGEST_ASKED_MILLIS));
}

function failureOf({ error }: Retryable): ExportResponse {
  return { status: 'failure', error: error ?? new Error('no attempt was answered in time') };
}

/** The wait of a running program: it does not keep the process alive. */
export function waitUnreferenced(millis: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, millis).unref();
    signal.addEventListener('abort', end);
  });
}
