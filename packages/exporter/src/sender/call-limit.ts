import { faultOf } from '../transports/call-error.ts';
import type { ExportResponse } from '../transports/transport.ts';

/** How many calls may be in flight. */
export interface CallLimits {
  /** Calls in flight while little waits. */
  readonly baseCalls: number;
  /** Calls in flight at most, however much waits. */
  readonly maxCalls: number;
  /** Each time so many documents wait, one call more is allowed. */
  readonly documentsPerExtraCall: number;
}

/**
 * Bounds the calls in flight. The bound grows with the number of documents that wait: a call needs several event-loop turns, and a service
 * whose turns are long would otherwise send too little. While the last answer was a throttle, it is one.
 */
export class CallLimit {
  readonly #limits: CallLimits;
  #calls = 0;
  #attempts = 0;
  #isThrottled = false;
  /** Attempts of calls in flight that wait for their turn, oldest first. */
  readonly #waiting: (() => void)[] = [];

  constructor(limits: CallLimits) {
    this.#limits = limits;
  }

  /** Whether another call may start while so many documents wait. */
  hasRoom(waitingDocuments: number): boolean {
    const { baseCalls, maxCalls, documentsPerExtraCall } = this.#limits;
    if (this.#isThrottled) return this.#calls < 1;
    return this.#calls < Math.min(baseCalls + Math.floor(waitingDocuments / documentsPerExtraCall), maxCalls);
  }

  /** Runs a call, which never rejects; `after` runs when it has ended. */
  run(call: () => Promise<void>, after: () => void): void {
    this.#calls++;
    call().finally(() => {
      this.#calls--;
      after();
    });
  }

  /** Runs one attempt of a call. Attempts follow each other while the last answer was a throttle. */
  async attempt(send: () => Promise<ExportResponse>): Promise<ExportResponse> {
    if (!this.#canAttempt) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#attempts++;
    const response = await send();
    this.#attempts--;
    this.#isThrottled = faultOf(response) === 'throttled';
    for (let free = this.#isThrottled ? 1 - this.#attempts : this.#waiting.length; free > 0; free--)
      this.#waiting.shift()?.();
    return response;
  }

  get #canAttempt(): boolean {
    return !this.#isThrottled || (this.#attempts === 0 && this.#waiting.length === 0);
  }
}
