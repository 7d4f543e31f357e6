import { type Signal, signal } from '@preact/signals';
import { openStream } from '../api/stream.ts';
import type { Boot, Events } from '../contract/index.ts';
import { report } from './faults.ts';

/** The connection of the page with the server. */
export type Connection =
  | { readonly state: 'live' }
  | { readonly state: 'lost'; readonly retryAtMillis: number; readonly failures: number };

export const connection: Signal<Connection> = signal({ state: 'live' });
/** Whether what arrives is held back. */
export const isPaused: Signal<boolean> = signal(false);
/** Data that the server sent with the page, and again after a reset or a restart. */
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

/** Listens to all events until the returned function is called. */
export function onEvent(listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

let tryNow: (() => void) | undefined;

/** Retries a lost connection immediately. */
export function reconnect(): void {
  tryNow?.();
}

/** Follows the server. After a restart with another store it calls `restarted`, and listeners receive `resync`. */
export function goLive(from: Boot, restarted: () => void): void {
  let storeId = from.storeId;
  const hear = <Name extends keyof Events>(name: Name, data: Events[Name]): void => {
    for (const listener of listeners) listener(name, data);
  };
  tryNow = openStream(from.cursor, {
    opened: () => {
      connection.value = { state: 'live' };
    },
    lost: (retryInMillis, failures) => {
      connection.value = { state: 'lost', retryAtMillis: Date.now() + retryInMillis, failures };
    },
    on: (name, data) => {
      if (name === 'hello') {
        const hello = data as Events['hello'];
        setServerClock(hello.now);
        const isOther = hello.storeId !== storeId;
        storeId = hello.storeId;
        if (isOther) {
          restarted();
          hear('resync', { cursor: hello.cursor });
        }
      }
      if (name === 'reset') storeId = (data as Events['reset']).storeId;
      hear(name, data);
    },
  });
}

// Until then it may be starting anew; some seconds later it is gone.
const FAILURES_OF_A_RESTART = 3;

/** The state of the stream in one word, for the button. */
export function liveWord(now: Connection, paused: boolean): 'Live' | 'Paused' | 'Reconnecting' | 'Stopped' {
  if (now.state === 'lost') return now.failures > FAILURES_OF_A_RESTART ? 'Stopped' : 'Reconnecting';
  return paused ? 'Paused' : 'Live';
}

/**
 * Limits how often work runs: the first call starts it immediately, later ones at most once per interval and one at a time.
 * @param rests the pause after the work, as a multiple of its duration: costly work leaves the server time for others
 */
export function throttled(work: () => void | Promise<void>, everyMillis: number, rests = RESTS): () => void {
  let isScheduled = false;
  let isWanted = false;
  const run = async (): Promise<void> => {
    isScheduled = isWanted;
    if (!isWanted) return;
    isWanted = false;
    const begun = performance.now();
    try {
      await work();
    } catch (error) {
      // One failure must not be the last update.
      report(error);
    }
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
