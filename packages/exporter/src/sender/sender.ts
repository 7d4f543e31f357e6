import { faultOf } from '../transports/call-error.ts';
import type { ExportResponse, Transport } from '../transports/transport.ts';
import { CallLimit } from './call-limit.ts';
import { Circuit } from './circuit.ts';
import { deliver } from './delivery.ts';
import type { Framing } from './framing.ts';
import { guarded } from './guarded-transport.ts';
import type { Loss } from './loss.ts';
import { retrying, waitUnreferenced } from './retrying-transport.ts';

/** Before documents go again that X-Ray could not take just then: up to this, at random. */
const SEND_AGAIN_MILLIS = 500;

/** Milliseconds between calls for an urgent document: where each has an error, a call for each would cost more than all the rest. */
const URGENT_MILLIS = 10;

/** The queue of documents, which also receives their outcome. */
export interface DocumentSource<T extends { readonly bytes: Uint8Array }> {
  /** Number of documents that wait. */
  readonly length: number;
  /** Their bytes. */
  readonly bytes: number;
  /** Whether one of them should not wait for others. */
  readonly isUrgent: boolean;
  /** Removes and returns the next ones, as many as fit. */
  take(maxDocuments: number, maxBytes: number): T[];
  /** Called once for each of them, together with those of the same outcome. */
  settle(documents: readonly T[], loss?: Loss): void;
}

export interface SenderParts {
  readonly transport: Transport;
  readonly framing: Framing;
  /** Milliseconds for one attempt of a call. */
  readonly timeoutMillis: number;
  /** Milliseconds for a call with all its attempts. */
  readonly retryMillis: number;
  /** Called before documents are sent once more; with the outcome of a whole call that failed. */
  readonly onRetry: (response?: ExportResponse) => void;
}

/**
 * Sends the documents of a source: combines them into calls, bounds the calls in flight, retries, halves, and reports the outcome of each
 * document to the source. Nothing here throws or rejects.
 */
export class Sender<T extends { readonly bytes: Uint8Array }> {
  readonly #source: DocumentSource<T>;
  readonly #framing: Framing;
  readonly #transport: Transport;
  readonly #timeoutMillis: number;
  readonly #onRetry: (response?: ExportResponse) => void;
  readonly #limit: CallLimit;
  readonly #circuit: Circuit;
  /** Milliseconds that only grow. */
  readonly #clock = (): number => performance.now();
  /** Ends the waiting before documents are sent again. */
  readonly #stop: AbortController = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  /** When the timer ends. */
  #wakeAt = 0;
  #lastCallAt = Number.NEGATIVE_INFINITY;
  /** Flushes in progress: while there is one, nothing waits for more. */
  #flushes = 0;

  constructor(source: DocumentSource<T>, { transport, framing, timeoutMillis, retryMillis, onRetry }: SenderParts) {
    this.#source = source;
    this.#framing = framing;
    this.#timeoutMillis = timeoutMillis;
    this.#onRetry = onRetry;
    this.#limit = new CallLimit(framing);
    this.#circuit = new Circuit(this.#clock);
    this.#transport = retrying(this.#limited(guarded(transport)), {
      totalMillis: retryMillis,
      clock: this.#clock,
      random: Math.random,
      wait: waitUnreferenced,
      onRetry,
    });
  }

  /** Starts the calls that there is reason and room for. */
  pump(): void {
    while (this.#source.length > 0 && this.#limit.hasRoom(this.#source.length)) {
      const waitMillis = this.#flushes > 0 ? 0 : this.#waitMillis();
      if (waitMillis > 0) {
        this.#wakeIn(waitMillis);
        return;
      }
      this.#startCall();
    }
  }

  /** Lets no document wait for others until `endFlush`, which is called as often. */
  startFlush(): void {
    this.#flushes++;
    this.pump();
  }

  endFlush(): void {
    this.#flushes--;
  }

  /** Ends all waiting, and closes the transport: calls in flight end because their sockets close. */
  shutdown(): Promise<void> {
    clearTimeout(this.#timer);
    this.#stop.abort();
    return this.#transport.shutdown();
  }

  /** Milliseconds until the next call, unless more documents come. */
  #waitMillis(): number {
    const { maxDocuments, maxBytes, delayMillis } = this.#framing;
    const { length, bytes, isUrgent } = this.#source;
    if (this.#circuit.waitMillis > 0) return this.#circuit.waitMillis;
    if (length >= maxDocuments || bytes >= maxBytes) return 0;
    return isUrgent ? Math.min(this.#lastCallAt + URGENT_MILLIS - this.#clock(), delayMillis) : delayMillis;
  }

  /** Starts a call after some time, or earlier if that is planned. */
  #wakeIn(millis: number): void {
    const at = this.#clock() + millis;
    if (this.#timer !== undefined && this.#wakeAt <= at) return;
    clearTimeout(this.#timer);
    this.#wakeAt = at;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      const { length } = this.#source;
      if (this.#circuit.waitMillis === 0 && length > 0 && this.#limit.hasRoom(length)) this.#startCall();
      this.pump();
    }, millis).unref();
  }

  #startCall(): void {
    const { maxDocuments, maxDocumentsOfBacklog, maxBytes } = this.#framing;
    this.#lastCallAt = this.#clock();
    const hasBacklog = this.#source.length > 2 * maxDocuments;
    const batch = this.#source.take(hasBacklog ? maxDocumentsOfBacklog : maxDocuments, maxBytes);
    if (this.#circuit.waitMillis > 0) {
      // Someone waits for an outcome, and it is known.
      this.#source.settle(batch, { kind: 'withheld' });
      return;
    }
    this.#limit.run(
      () => this.#deliver(batch),
      () => this.pump(),
    );
  }

  #deliver(batch: readonly T[]): Promise<void> {
    return deliver(batch, {
      send: (documents) => this.#transport.send(documents, this.#timeoutMillis),
      waitToSendAgain: () => {
        this.#onRetry();
        return waitUnreferenced(Math.random() * SEND_AGAIN_MILLIS, this.#stop.signal);
      },
      settle: (documents, loss) => {
        if (loss?.kind === 'call' && faultOf(loss.response) === 'denied') this.#circuit.trip();
        this.#source.settle(documents, loss);
      },
    });
  }

  #limited(transport: Transport): Transport {
    return {
      send: (documents, timeoutMillis) => this.#limit.attempt(() => transport.send(documents, timeoutMillis)),
      shutdown: () => transport.shutdown(),
    };
  }
}
