import { timeIn } from '../ground/json.ts';
import type { NewDocument } from '../store/derivation.ts';
import type { ReceivedDocument } from '../store/store.ts';

/** Kinds of calls that the intake page counts. */
export type CallKind =
  | 'apiCalls'
  | 'otlpRequests'
  | 'logRequests'
  | 'metricRequests'
  | 'samplingRequests'
  | 'telemetryRecords';

/** The last accepted documents, the calls, and the number of documents in each second of the last minute. */
export class IntakeLog {
  #accepted: (ReceivedDocument & NewDocument)[] = [];
  #calls: Record<CallKind, number> = noCalls();
  #seconds = new Map<number, number>();
  #ahead = 0;
  #old = 0;

  /** Adds documents that were stored together. */
  accepted(documents: readonly (ReceivedDocument & NewDocument)[], nowMillis: number): void {
    for (const { value } of documents) {
      const start = timeIn(value['start_time']);
      if (start === undefined) continue;
      if (start * 1e3 > nowMillis + TOLERANCE_MILLIS) this.#ahead++;
      else if (start * 1e3 < nowMillis - DEFAULT_VIEW_MILLIS) this.#old++;
    }
    this.#accepted.push(...documents.slice(-MAX_ACCEPTED));
    if (this.#accepted.length > 2 * MAX_ACCEPTED) this.#accepted = this.#accepted.slice(-MAX_ACCEPTED);
    const second = Math.floor(nowMillis / 1e3);
    this.#seconds.set(second, (this.#seconds.get(second) ?? 0) + documents.length);
    if (this.#seconds.size > 2 * SHOWN_SECONDS)
      for (const old of [...this.#seconds.keys()].slice(0, SHOWN_SECONDS)) this.#seconds.delete(old);
  }

  countCall(kind: CallKind): void {
    this.#calls[kind]++;
  }

  /** The last documents, newest first. */
  last(): (ReceivedDocument & NewDocument)[] {
    return this.#accepted.slice(-MAX_ACCEPTED).reverse();
  }

  /** Documents that started after their arrival, and before the default view of the console at their arrival: it shows none of them. */
  outsideView(): { readonly ahead: number; readonly old: number } {
    return { ahead: this.#ahead, old: this.#old };
  }

  calls(): Readonly<Record<CallKind, number>> {
    return { ...this.#calls };
  }

  /** Documents in each second of the last minute, the running one last. */
  lastMinute(nowMillis: number): number[] {
    const now = Math.floor(nowMillis / 1e3);
    return Array.from({ length: SHOWN_SECONDS }, (_, i) => this.#seconds.get(now - SHOWN_SECONDS + 1 + i) ?? 0);
  }

  reset(): void {
    this.#accepted = [];
    this.#calls = noCalls();
    this.#seconds.clear();
    this.#ahead = 0;
    this.#old = 0;
  }
}

function noCalls(): Record<CallKind, number> {
  return {
    apiCalls: 0,
    otlpRequests: 0,
    logRequests: 0,
    metricRequests: 0,
    samplingRequests: 0,
    telemetryRecords: 0,
  };
}

const MAX_ACCEPTED = 200;
const SHOWN_SECONDS = 60;
const TOLERANCE_MILLIS = 60_000;
/** The console's default range. */
const DEFAULT_VIEW_MILLIS = 30 * 60_000;
