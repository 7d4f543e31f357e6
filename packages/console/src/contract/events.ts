import type { IntakeCounters } from './intake.ts';
import type { ResetAnswer } from './reset.ts';
import type { Flag } from './scope.ts';

/**
 * `GET /-/events?cursor=` (or `Last-Event-ID`): server-sent events, `id` = cursor, `event` = the key here, `data` = its JSON. The server
 * keeps the last 10,000 changes. The first change is sent at most 100 ms after its commit, a comment every 15 s; a reader that is too slow
 * is cut.
 */
export interface Events {
  /** Traces that changed; a trace at most every 100 ms, a message at most every 100 ms. */
  readonly traces: readonly TraceChange[];
  /** Traces that are gone. */
  readonly removed: readonly string[];
  /** Everything is gone. */
  readonly reset: ResetAnswer;
  /** The map may have changed. */
  readonly graph: Record<string, never>;
  /** At most once a second. */
  readonly intake: IntakeCounters;
  readonly notes: Record<string, never>;
  /** Groups, sampling rules or settings were changed. */
  readonly config: Record<string, never>;
  /** The cursor is too old, or of another store: load again. First event of a stream: always `hello`. */
  readonly resync: { readonly cursor: number };
  readonly hello: { readonly cursor: number; readonly storeId: string; readonly now: number };
}

export interface TraceChange {
  readonly id: string;
  readonly revision: number;
  readonly start: number;
  /** The root's name. */
  readonly root?: string;
  readonly flags: readonly Flag[];
  readonly partial: boolean;
}
