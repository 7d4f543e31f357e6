import { createLog } from '@otel-xray/runtime';

const log = createLog('@otel-xray/exporter');

const PERIOD_MILLIS = 60_000;

/** Kinds that have a line of their own; a receiver's answers can name any number of them. */
const MAX_KINDS = 32;

/** Logs faults through `diag`, one line for each kind in a minute, with the number of those in between. */
export class FaultLog {
  readonly #now: () => number;
  readonly #told: Map<string, { at: number; untold: number }> = new Map();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Data was lost and someone can act. */
  error(kind: string, text: string): void {
    this.#tell('error', kind, text);
  }

  warn(kind: string, text: string): void {
    this.#tell('warn', kind, text);
  }

  #tell(level: 'error' | 'warn', kind: string, text: string): void {
    try {
      const line = this.#line(kind, text);
      if (line !== undefined) log(level, line);
    } catch {
      // A clock of the user's that throws must not cost the spans that are being accounted for.
    }
  }

  #line(wanted: string, text: string): string | undefined {
    const now = this.#now();
    const kind = this.#told.has(wanted) || this.#told.size < MAX_KINDS ? wanted : 'other';
    const last = this.#told.get(kind);
    // A clock that steps back must not silence a fault for good.
    if (last !== undefined && now >= last.at && now - last.at < PERIOD_MILLIS) {
      last.untold++;
      return undefined;
    }
    this.#told.set(kind, { at: now, untold: 0 });
    return last !== undefined && last.untold > 0 ? `${text} (and ${last.untold} times more since the last line)` : text;
  }
}
