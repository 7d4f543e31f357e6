import type { Listening } from '@otel-xray/console/contract';
import type { ResolvedOptions } from '../account/options.ts';
import { createContext } from '../actions/context.ts';
import type { ConsoleContext } from '../console-api/console-context.ts';
import { Events } from '../console-api/events.ts';
import { countersOf } from '../console-api/intake.ts';
import { Intake } from '../intake/intake.ts';
import { LogIntake } from '../intake/log-intake.ts';
import { agentText } from '../mcp/agent-text.ts';
import { Traces } from '../query/traces.ts';
import { Sampling } from '../sampling/sampling.ts';
import { Store } from '../store/store.ts';
import { isDamage } from '../store/store-error.ts';
import type { Trace } from '../trace/assembled-trace.ts';
import type { HttpOptions } from './http-listener.ts';
import { ownVersion } from './own-version.ts';
import { type Retention, startRetention } from './retention.ts';
import { Waiting } from './wait-for.ts';

/** Local X-Ray but for its sockets. */
export interface Parts {
  readonly store: Store;
  readonly traces: Traces;
  readonly intake: Intake;
  readonly waiting: Waiting<Trace>;
  readonly context: HttpOptions['context'];
  readonly console: ConsoleContext;
  /** Forgets everything. */
  reset(): void;
  /**
   * Rebuilds the derived tables where an error says that the database is damaged; once.
   * @returns whether it did: the request may be repeated
   */
  repair(error: unknown): boolean;
  /** Derives the last documents, and closes the database. */
  close(): Promise<void>;
}

/**
 * Puts the parts together.
 * @param listening its address, called only after it listens
 * @throws if the folder is in use
 */
export function createParts(options: ResolvedOptions, listening: () => Listening): Parts {
  const { now, strict } = options;
  const store = new Store(options.dataDir, { maxLogBytes: options.maxLogBytes });
  const waiting = new Waiting<Trace>();
  const traces = new Traces(
    store,
    (changes) => {
      retention?.check();
      events.changed(changes);
      waiting.changed(new Set(changes.map(({ trace }) => trace.id)));
    },
    () => intake.countRejected('trace that cannot be assembled', 1),
    { functionName: options.lambdaFunctionName },
    (error) => {
      intake.countFailure('not derived', error);
      repair(error);
    },
  );
  const intake = new Intake({
    store,
    now,
    strict,
    onKept: (documents, first) => traces.note(documents, first),
    onCounted: () => events.received(),
  });
  const logs = new LogIntake({ logs: store.logs, now, onCounted: () => events.received() });
  const counters = (): ReturnType<typeof countersOf> =>
    countersOf({ store, traces, intake, logs, port: listening().port });
  const events = new Events({ store, now, counters });
  const sampling = new Sampling({ store, now });
  const context = createContext({ store, traces, intake, logs, sampling, strict, now }, options);
  const retention: Retention | undefined = startRetention(store, options, {
    onRemoved: (ids) => events.removed(ids),
    onFailed: (error) => intake.countFailure('not removed', error),
  });
  let isRepaired = false;
  const repair = (error: unknown): boolean => {
    // Damage that is found again is not in the index.
    if (isRepaired || !isDamage(error)) return false;
    isRepaired = true;
    try {
      store.rebuildIndex();
    } catch (failure) {
      intake.countFailure('not repaired', failure);
      return false;
    }
    traces.deriveAgain();
    events.reset();
    return true;
  };
  const reset = (): void => {
    store.reset();
    traces.forget();
    sampling.forget();
    context.retrievals.forget();
    intake.reset();
    logs.reset();
    events.reset();
  };
  return {
    store,
    traces,
    intake,
    waiting,
    context,
    reset,
    repair,
    console: { ...context, events, options, agentText, version: ownVersion(), listening, reset },
    async close() {
      retention.stop();
      events.close();
      // The rest is derived when the folder is opened again.
      const enough = new Promise<void>((resolve) => setTimeout(resolve, CLOSE_MILLIS).unref());
      await Promise.race([traces.upToDate().catch(() => {}), enough]);
      traces.forget();
      await store.settled();
      store.close();
    },
  };
}

const CLOSE_MILLIS = 1_000;
