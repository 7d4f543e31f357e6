import { MAX_DATAGRAM_BYTES } from '@otel-xray/format';
import { allocatedBytes } from './datagram-memory.ts';
import type { ReceiveQueue, ReceiveQueueReader } from './receive-queue.ts';

/** Receive buffer to expect of a receiver that cannot be seen: Linux's default. Other systems have larger ones. */
const ASSUMED_BUFFER_BYTES = 212_992;

/** The rest is for other senders, and for memory that the kernel gives back late. */
const SHARE_OF_BUFFER = 1 / 2;

/** Time a receiver that cannot be seen gets to read what was sent. */
const PAUSE_MILLIS = 1;

/** A timer of 1 ms that takes longer than this means that the application keeps the event loop busy. */
const BUSY_MILLIS = 4;

/** Looks in one event-loop turn while the loop is busy: less than a millisecond together, in which the receiver reads on. */
const LOOKS_IN_BUSY_TURN = 16;

/** Memory of the largest datagram. */
const LARGEST_BYTES = allocatedBytes(MAX_DATAGRAM_BYTES);

/** Dependencies of flow control. */
export interface FlowControlParts {
  /** Reads the receiver's queue; absent if it cannot be seen. */
  readonly reader?: ReceiveQueueReader | undefined;
  /** Milliseconds of a monotonic clock. */
  readonly clock: () => number;
  readonly pause: (millis: number) => Promise<void>;
  /** Called with the number of datagrams that the kernel has dropped at the receiver since the last call. */
  readonly onDrops: (datagrams: number) => void;
}

/**
 * Decides when the next datagram may leave, so that the receive buffer of the daemon never overflows. The daemon keeps the kernel's small
 * default buffer, and what does not fit is dropped in silence.
 *
 * If the receiver's queue can be seen, datagrams spend a credit of half the buffer, in allocated memory. Once it is used up, one look at
 * the queue renews it. Otherwise, a pause of 1 ms follows each half of a default buffer.
 */
export class FlowControl {
  readonly #parts: FlowControlParts;
  readonly #window: number;
  #reader: ReceiveQueueReader | undefined;
  #credit: number;
  #lastSend = Number.NEGATIVE_INFINITY;
  #drops: ReceiveQueue | undefined;
  #isLoopBusy = false;
  #looksLeft = 1;

  constructor(parts: FlowControlParts) {
    this.#parts = parts;
    this.#reader = parts.reader;
    this.#window = (parts.reader?.bufferBytes ?? ASSUMED_BUFFER_BYTES) * SHARE_OF_BUFFER;
    this.#credit = this.#window;
    // The drops of the past are nobody's here.
    this.look();
  }

  /** Reserves room for a datagram. Returns false if it has to {@link wait} first. */
  spend(payloadBytes: number): boolean {
    // A larger one is refused by the system, whatever the credit.
    const bytes = Math.min(allocatedBytes(payloadBytes), LARGEST_BYTES);
    if (this.#credit < bytes) this.#renew(bytes);
    if (this.#credit < bytes) return false;
    this.#credit -= bytes;
    this.#lastSend = this.#parts.clock();
    return true;
  }

  /** Waits until it is worth another try. */
  async wait(): Promise<void> {
    const { clock, pause } = this.#parts;
    const start = clock();
    await pause(PAUSE_MILLIS);
    this.#isLoopBusy = clock() - start > BUSY_MILLIS;
    this.#looksLeft = this.#isLoopBusy ? LOOKS_IN_BUSY_TURN : 1;
    if (this.#reader === undefined) this.#credit = this.#window;
  }

  /** Reads the receiver's queue: renews the credit and reports what the kernel dropped. */
  look(): void {
    const queue = this.#reader?.look();
    if (queue === undefined) {
      // The receiver has closed its socket: a later connection finds the next one.
      this.#closeReader();
      return;
    }
    // An empty queue accepts any datagram, however small its buffer is.
    this.#credit = queue.queuedBytes === 0 ? Math.max(this.#window, LARGEST_BYTES) : this.#window - queue.queuedBytes;
    const last = this.#drops;
    this.#drops = queue;
    if (last?.inode === queue.inode && queue.drops > last.drops) this.#parts.onDrops(queue.drops - last.drops);
  }

  /** Looks a last time and lets go of the receiver's queue. */
  close(): void {
    this.look();
    this.#closeReader();
  }

  #closeReader(): void {
    this.#reader?.close();
    this.#reader = undefined;
  }

  #renew(bytes: number): void {
    if (this.#reader === undefined) {
      if (this.#parts.clock() - this.#lastSend >= PAUSE_MILLIS) this.#credit = this.#window;
      return;
    }
    for (let before = Number.NEGATIVE_INFINITY; ; before = this.#credit) {
      this.look();
      this.#looksLeft--;
      // Without progress the receiver is off the CPU: looking on would keep it there.
      const isWorthALook = this.#looksLeft > 0 && this.#credit > before && this.#reader !== undefined;
      if (this.#credit >= bytes || !isWorthALook) return;
    }
  }
}
