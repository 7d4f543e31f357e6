import { type Signal, signal } from '@preact/signals';
import { openStream } from '../api/stream.ts';
import type { Boot, Events } from '../contract.ts';

/** How the page stands with the server. */
export type Connection = { readonly state: 'live' } | { readonly state: 'lost'; readonly retryAtMillis: number };

export const connection: Signal<Connection> = signal({ state: 'live' });
/** Whether what arrives is held back. */
export const isPaused: Signal<boolean> = signal(false);
/** What the server told when the page began, and again after a reset or a restart. */
export const boot: Signal<Boot | undefined> = signal(undefined);

// Both clocks may be wrong; only their difference counts.
let offsetMicros = 0;

/** The server's clock, microseconds. */
export function serverNow(): number {
  return Math.round(Date.now() * 1e3 + offsetMicros);
}

/** Sets the page's idea of the server's clock. */
export function setServerClock(now: number): void {
  offsetMicros = now - Date.now() * 1e3;
}

type Listener = <Name extends keyof Events>(name: Name, data: Events[Name]) => void;
const listeners = new Set<Listener>();

/** Hears all events until what it gives back is called. */
export function onEvent(listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Follows the server; `restarted` is called when it has another store than before. */
export function goLive(from: Boot, restarted: () => void): void {
  let storeId = from.storeId;
  openStream(from.cursor, {
    opened: () => {
      connection.value = { state: 'live' };
    },
    lost: (retryInMillis) => {
      connection.value = { state: 'lost', retryAtMillis: Date.now() + retryInMillis };
    },
    on: (name, data) => {
      if (name === 'hello') {
        const hello = data as Events['hello'];
        setServerClock(hello.now);
        if (hello.storeId !== storeId) restarted();
        storeId = hello.storeId;
      }
      if (name === 'reset') storeId = (data as Events['reset']).storeId;
      for (const listener of listeners) listener(name, data);
    },
  });
}

/** The state of the stream in one word, for the button. */
export function liveWord(now: Connection, paused: boolean): string {
  if (now.state === 'lost') return 'Reconnecting';
  return paused ? 'Paused' : 'Live';
}

/**
 * Tells when something changed that a resource shows: calls the first time at once, then at most once in so many milliseconds and one at a time.
 * @param rests after work that took a time, so many times as long goes by before it is done again: what is costly for the server leaves it
 * the rest of its time
 */
export function throttled(work: () => void | Promise<void>, everyMillis: number, rests = RESTS): () => void {
  let isScheduled = false;
  let isWanted = false;
  const run = async (): Promise<void> => {
    isScheduled = isWanted;
    if (!isWanted) return;
    isWanted = false;
    const begun = performance.now();
    await work();
    const took = performance.now() - begun;
    setTimeout(run, Math.max(everyMillis - took, rests * took));
  };
  return () => {
    isWanted = true;
    if (isScheduled) return;
    isScheduled = true;
    setTimeout(run);
  };
}

// Histograms, maps and groups are counted over all traces of the range: a fifth of the server's time at most.
const RESTS = 4;
