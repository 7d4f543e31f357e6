import type { Events } from '../contract/index.ts';

/** Callbacks of the event stream. */
export interface StreamHandlers {
  on<Name extends keyof Events>(name: Name, data: Events[Name]): void;
  opened(): void;
  /** The connection broke: number of breaks since it last held, and milliseconds until the next attempt. */
  lost(retryInMillis: number, failures: number): void;
}

/**
 * Follows the server's events from a cursor on; after a break it continues at the last one. Returns a function that retries immediately.
 */
export function openStream(cursor: number, handlers: StreamHandlers): () => void {
  let source: EventSource | undefined;
  let last = cursor;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const connect = (): void => {
    source = new EventSource(`/-/events?cursor=${last}`);
    source.onopen = () => {
      failures = 0;
      handlers.opened();
    };
    // The browser's own attempts are every few seconds for ever; ours say when the next one is.
    source.onerror = () => {
      source?.close();
      const wait = WAITS[Math.min(failures++, WAITS.length - 1)] ?? 1_000;
      timer = setTimeout(connect, wait);
      handlers.lost(wait, failures);
    };
    for (const name of NAMES) {
      source.addEventListener(name, (event) => {
        const id = Number((event as MessageEvent<string>).lastEventId);
        if (id > 0) last = id;
        handlers.on(name, JSON.parse((event as MessageEvent<string>).data) as never);
      });
    }
  };
  connect();
  return () => {
    clearTimeout(timer);
    source?.close();
    connect();
  };
}

const WAITS = [500, 1_000, 2_000, 5_000];

const NAMES = ['hello', 'traces', 'removed', 'reset', 'graph', 'intake', 'notes', 'config', 'resync'] as const;
