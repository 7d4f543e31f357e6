import type { Events as EventData, IntakeCounters, TraceChange as TraceEvent } from '@otel-xray/console/contract';
import type { Store, TraceChange } from '../store/store.ts';
import { FLAGS, toFlags } from '../trace/flags.ts';

/** One entry of the log of changes. */
interface Entry {
  readonly cursor: number;
  readonly event: keyof EventData;
  readonly data: unknown;
}

interface Reader {
  /** The number of the next entry to send. */
  next: number;
  readonly controller: ReadableStreamDefaultController<Uint8Array>;
}

/**
 * Sends changes to readers, as server-sent events. It stores the last changes, so that a reader can continue after a broken connection.
 * Changes are sent together, at most every 100 ms; a reader that is too slow is cut, and may return.
 */
export class Events {
  readonly #store: Pick<Store, 'cursor' | 'id' | 'nextCursor'>;
  readonly #now: () => number;
  readonly #counters: () => IntakeCounters;
  #log: Entry[] = [];
  /** The number of the first entry in the log, and the cursor before it. */
  #first = 0;
  #before: number;
  readonly #readers = new Set<Reader>();
  #timer: NodeJS.Timeout | undefined;
  #heartbeat: NodeJS.Timeout | undefined;
  #intakeTimer: NodeJS.Timeout | undefined;
  #lastSent = Number.NEGATIVE_INFINITY;

  /** @param now epoch milliseconds */
  constructor({
    store,
    now,
    counters,
  }: {
    readonly store: Pick<Store, 'cursor' | 'id' | 'nextCursor'>;
    readonly now: () => number;
    readonly counters: () => IntakeCounters;
  }) {
    this.#store = store;
    this.#now = now;
    this.#counters = counters;
    this.#before = store.cursor;
  }

  /** Traces changed. */
  changed(changes: readonly TraceChange[]): void {
    for (const { cursor, trace } of changes) {
      const { id, revision, startMicros: start, root, flags } = trace;
      const data: TraceEvent = {
        id,
        revision,
        start,
        flags: toFlags(flags),
        partial: (flags & FLAGS.partial) !== 0,
        ...(root && { root: root.name }),
      };
      this.#add({ cursor, event: 'traces', data });
    }
    if (changes.some(({ trace }) => trace.notes.length > 0)) this.#addNow('notes', {});
    this.#addNow('graph', {});
  }

  removed(ids: readonly string[]): void {
    this.#addNow('removed', ids);
    this.#addNow('graph', {});
  }

  /** Everything is gone. */
  reset(): void {
    this.#addNow('reset', { storeId: this.#store.id });
  }

  /** Groups, sampling rules or settings were changed. */
  configured(): void {
    this.#addNow('config', {});
  }

  /** Input was received or refused. Sent at most once a second. */
  received(): void {
    if (this.#intakeTimer || this.#readers.size === 0) return;
    this.#intakeTimer = setTimeout(() => {
      this.#intakeTimer = undefined;
      this.#addNow('intake', this.#counters());
    }, INTAKE_MILLIS);
    this.#intakeTimer.unref();
  }

  /**
   * A stream of events.
   * @param cursor the last change that the reader knows of; absent: from now on
   */
  open(cursor?: number): ReadableStream<Uint8Array> {
    let reader: Reader | undefined;
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          const end = this.#first + this.#log.length;
          reader = { next: cursor === undefined ? end : (this.#numberBehind(cursor) ?? end), controller };
          const isLost = cursor !== undefined && this.#numberBehind(cursor) === undefined;
          this.#readers.add(reader);
          this.#heartbeat ??= setInterval(() => this.#beat(), HEARTBEAT_MILLIS).unref();
          const { cursor: now, id: storeId } = this.#store;
          const hello: EventData['hello'] = { cursor: now, storeId, now: Math.round(this.#now() * 1e3) };
          this.#write(reader, toMessage(now, 'hello', hello));
          if (isLost) this.#write(reader, toMessage(now, 'resync', { cursor: now }));
          else if (reader.next < end) this.#schedule();
        },
        cancel: () => {
          if (reader) this.#drop(reader);
        },
      },
      { highWaterMark: MAX_WAITING_BYTES, size: (chunk) => chunk?.byteLength ?? 0 },
    );
  }

  /** How many readers there are. */
  get readers(): number {
    return this.#readers.size;
  }

  close(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#intakeTimer);
    for (const reader of [...this.#readers]) this.#cut(reader);
    clearInterval(this.#heartbeat);
  }

  #addNow(event: keyof EventData, data: unknown): void {
    this.#add({ cursor: this.#store.nextCursor(), event, data });
  }

  #add(entry: Entry): void {
    this.#log.push(entry);
    if (this.#log.length > 2 * MAX_KEPT) {
      const gone = this.#log.length - MAX_KEPT;
      this.#before = this.#log[gone - 1]?.cursor ?? this.#before;
      this.#log = this.#log.slice(gone);
      this.#first += gone;
    }
    if (this.#readers.size > 0) this.#schedule();
  }

  /** The number of the first entry behind a cursor; `undefined` if the entries behind it are not known. */
  #numberBehind(cursor: number): number | undefined {
    if (cursor < this.#before || cursor > this.#store.cursor) return undefined;
    const place = this.#log.findIndex((entry) => entry.cursor > cursor);
    return this.#first + (place === -1 ? this.#log.length : place);
  }

  #schedule(): void {
    if (this.#timer) return;
    const rest = this.#lastSent + BETWEEN_MILLIS - performance.now();
    this.#timer = setTimeout(() => this.#send(), Math.max(COLLECT_MILLIS, rest));
    this.#timer.unref();
  }

  #send(): void {
    this.#timer = undefined;
    this.#lastSent = performance.now();
    const end = this.#first + this.#log.length;
    for (const reader of [...this.#readers]) {
      if (reader.next < this.#first) {
        this.#cut(reader);
        continue;
      }
      const entries = this.#log.slice(reader.next - this.#first);
      reader.next = end;
      if (entries.length > 0) this.#write(reader, toMessages(entries));
    }
  }

  #beat(): void {
    for (const reader of [...this.#readers]) this.#write(reader, ':\n\n');
  }

  #write(reader: Reader, text: string): void {
    if ((reader.controller.desiredSize ?? 0) <= 0) this.#cut(reader);
    else reader.controller.enqueue(new TextEncoder().encode(text));
  }

  #cut(reader: Reader): void {
    this.#drop(reader);
    try {
      reader.controller.close();
    } catch {
      // It is closed already.
    }
  }

  #drop(reader: Reader): void {
    this.#readers.delete(reader);
    if (this.#readers.size > 0) return;
    clearInterval(this.#heartbeat);
    this.#heartbeat = undefined;
  }
}

// Merges changes: a trace is sent once, in its last state; a change without data is sent once.
function toMessages(entries: readonly Entry[]): string {
  const messages: string[] = [];
  let traces = new Map<string, Entry>();
  const flush = (): void => {
    const cursor = [...traces.values()].at(-1)?.cursor;
    if (cursor !== undefined)
      messages.push(
        toMessage(
          cursor,
          'traces',
          [...traces.values()].map(({ data }) => data),
        ),
      );
    traces = new Map();
  };
  const last = new Map(entries.map((entry) => [entry.event, entry]));
  for (const entry of entries) {
    if (entry.event === 'traces') {
      const { id } = entry.data as TraceEvent;
      traces.delete(id);
      traces.set(id, entry);
    } else if (entry.event === 'removed' || entry.event === 'reset' || last.get(entry.event) === entry) {
      flush();
      messages.push(toMessage(entry.cursor, entry.event, entry.data));
    }
  }
  flush();
  return messages.join('');
}

function toMessage(cursor: number, event: keyof EventData, data: unknown): string {
  return `id: ${cursor}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

const MAX_KEPT = 10_000;
const MAX_WAITING_BYTES = 4 * 2 ** 20;
const COLLECT_MILLIS = 30;
const BETWEEN_MILLIS = 100;
const INTAKE_MILLIS = 1_000;
const HEARTBEAT_MILLIS = 15_000;
