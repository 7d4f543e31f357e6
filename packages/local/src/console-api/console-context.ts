import type { Listening, LogEntry } from '@otel-xray/console/contract';
import type { ResolvedOptions } from '../account/options.ts';
import type { ActionContext } from '../actions/action.ts';
import type { JsonObject } from '../ground/json.ts';
import type { Events } from './events.ts';

/** The surroundings of the endpoints under `/-/`. */
export interface ConsoleContext
  extends Pick<
    ActionContext,
    'store' | 'traces' | 'intake' | 'logs' | 'settings' | 'groups' | 'sampling' | 'otlp' | 'now'
  > {
  readonly events: Events;
  readonly options: ResolvedOptions;
  /** Version of this package. */
  readonly version: string;
  readonly listening: () => Listening;
  /** Describes a trace as Markdown for an agent. */
  readonly agentText: (trace: {
    readonly id: string;
    readonly url: string;
    readonly documents: readonly JsonObject[];
    readonly logs: readonly LogEntry[];
  }) => string;
  /** Forgets everything. */
  readonly reset: () => void;
}
