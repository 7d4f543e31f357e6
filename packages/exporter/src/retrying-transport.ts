import type { ExportResponse, Transport } from './transport.ts';

export interface RetryOptions {
  /** Milliseconds for all attempts together. */
  readonly totalMillis: number;
  readonly now: () => number;
  /** A number from 0 to 1. */
  readonly random: () => number;
  /** Resolves after some milliseconds, or at once when the transport is shut down. */
  readonly wait: (millis: number) => Promise<void>;
  readonly onRetry: () => void;
}

const FIRST_WAIT_MILLIS = 250;
const LONGEST_WAIT_MILLIS = 10_000;
/** A receiver may ask for more than we would wait, up to this. */
const LONGEST_ASKED_MILLIS = 30_000;

/** Sends again what may be sent again: full jitter, the receiver's own wait where it is longer, until the time is up. */
export function retrying(transport: Transport, options: RetryOptions): Transport {
  let stopped = false;
  return {
    async send(documents, timeoutMillis) {
      const end = options.now() + options.totalMillis;
      for (let attempt = 0; ; attempt++) {
        const left = end - options.now();
        const response = await transport.send(documents, Math.min(timeoutMillis, Math.max(left, 1)));
        if (response.status !== 'retryable') return response;
        const wait = waitBefore(attempt, response, options.random());
        if (stopped || options.now() + wait >= end) return { status: 'failure', error: lastError(response) };
        options.onRetry();
        await options.wait(wait);
        if (stopped) return { status: 'failure', error: lastError(response) };
      }
    },
    shutdown() {
      stopped = true;
      return transport.shutdown();
    },
  };
}

function waitBefore(attempt: number, response: ExportResponse, random: number): number {
  const own = random * Math.min(LONGEST_WAIT_MILLIS, FIRST_WAIT_MILLIS * 2 ** attempt);
  const asked = response.status === 'retryable' ? (response.retryInMillis ?? 0) : 0;
  return Math.max(own, Math.min(asked, LONGEST_ASKED_MILLIS));
}

function lastError(response: ExportResponse): Error {
  return (response.status !== 'success' && response.error) || new Error('no attempt was answered in time');
}
