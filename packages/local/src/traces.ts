import type { FilterTree } from '@otel-xray/filter-expression';
import { toPredicate } from './filter/predicate.ts';
import { isObject } from './json.ts';
import { observe } from './observations.ts';
import type { DerivedTrace, Store, TraceRange, TraceRow } from './store.ts';
import { summarize, type TraceSummary, traceStart } from './summary.ts';
import { linkEdge, type TraceCalls, traceCalls } from './trace-calls.ts';
import { assemble, type TraceTree } from './trace-tree.ts';

/** A tree and the revision it was assembled from. */
export interface AssembledTree {
  readonly revision: number;
  readonly tree: TraceTree;
}

/** The end of a page: the last trace that was looked at. */
interface TracePosition {
  readonly time: number;
  readonly id: string;
}

export interface PageRequest {
  readonly range: TraceRange;
  /** Absent for all traces. */
  readonly filter?: FilterTree | undefined;
  readonly limit: number;
  /** Where the page before ended. */
  readonly after?: TracePosition | undefined;
}

export interface TracePage {
  readonly rows: readonly TraceRow[];
  /** How many traces were looked at. */
  readonly scanned: number;
  /** Absent on the last page. */
  readonly next?: TracePosition;
}

/**
 * The assembled side of the store. A trace is assembled when someone asks, from all its documents, so that no answer depends
 * on the order in which they came.
 */
export class Traces {
  readonly #store: Store;
  // The last ones asked for: a trace is often read several times in a row (list, detail, map).
  readonly #recent = new Map<string, AssembledTree>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** One trace; `undefined` if it is not there. */
  get(id: string): AssembledTree | undefined {
    const revision = this.#store.revision(id);
    if (revision === 0) return undefined;
    const known = this.#recent.get(id);
    const assembled = known?.revision === revision ? known : { revision, tree: this.#assemble(id) };
    this.#recent.delete(id);
    this.#recent.set(id, assembled);
    const oldest = this.#recent.size > MAX_RECENT ? this.#recent.keys().next().value : undefined;
    if (oldest !== undefined) this.#recent.delete(oldest);
    return assembled;
  }

  /** All trace ids, oldest first. */
  ids(): string[] {
    this.derive();
    return this.#store.traceIds();
  }

  /** Traces in a range, newest first. */
  list(range: TraceRange, limit: number, after?: { readonly time: number; readonly id: string }): TraceRow[] {
    this.derive();
    return this.#store.list(range, limit, after);
  }

  /** One page of the traces in a range that a filter selects, newest first. */
  page({ range, filter, limit, after }: PageRequest): TracePage {
    const matches = filter && toPredicate(filter);
    const rows: TraceRow[] = [];
    let scanned = 0;
    let last = after;
    while (scanned < MAX_SCANNED) {
      const batch = this.list(range, Math.max(SCANNED_AT_ONCE, limit), last);
      for (const row of batch) {
        scanned++;
        last = row;
        const assembled = matches && this.get(row.id);
        if (!matches || (assembled && matches(assembled.tree))) rows.push(row);
        if (rows.length === limit) {
          const isEnd = row === batch.at(-1) && this.list(range, 1, row).length === 0;
          return { rows, scanned, ...(!isEnd && { next: row }) };
        }
      }
      if (batch.length < SCANNED_AT_ONCE) return { rows, scanned };
    }
    return { rows, scanned, ...(last && { next: last }) };
  }

  /** All traces in a range that a filter selects, newest first. */
  *all(range: TraceRange, filter?: FilterTree): Generator<TraceRow> {
    let after: TracePosition | undefined;
    do {
      const page = this.page({ range, filter, limit: MAX_SCANNED, after });
      yield* page.rows;
      after = page.next;
    } while (after);
  }

  /** A row's summary. */
  summaryOf({ id, revision, summary }: TraceRow): TraceSummary {
    return { ...(JSON.parse(summary) as TraceSummary), Id: id, Revision: revision };
  }

  /** What traces add to the map, span links to other traces included. */
  *calls(traces: Iterable<{ readonly calls: string }>): Generator<TraceCalls> {
    for (const { calls } of traces) {
      const own = JSON.parse(calls) as TraceCalls;
      const linked = own.links.flatMap((link) => {
        const other = this.get(link.traceId)?.tree.entities.find((entity) => entity.id === link.id);
        return (other && linkEdge(link, other)) ?? [];
      });
      yield { ...own, edges: [...own.edges, ...linked] };
    }
  }

  /** Brings what is derived up to date. */
  derive(): void {
    const stale = this.#store.staleTraceIds();
    for (let i = 0; i < stale.length; i += DERIVED_AT_ONCE) {
      const ids = stale.slice(i, i + DERIVED_AT_ONCE);
      this.#store.saveDerived(ids.map((id) => ({ id, ...deriveTrace(id, this.#assemble(id)) })));
    }
  }

  /** Forgets what was assembled, after the store was emptied: revisions begin again. */
  forget(): void {
    this.#recent.clear();
  }

  #assemble(id: string): TraceTree {
    return assemble(this.#store.documents(id).flatMap(({ text }) => observeText(text)));
  }
}

/** The time that a range of trace ids looks at: the id's own where it is sane, for OpenTelemetry's ids may be random. */
function traceTime(id: string, startMicros: number): number {
  const micros = Number.parseInt(id.slice(2, 10), 16) * 1e6;
  return Math.abs(micros - startMicros) <= ONE_DAY_MICROS ? micros : startMicros;
}

function observeText(text: string): ReturnType<typeof observe> {
  const document: unknown = JSON.parse(text);
  return isObject(document) ? observe(document) : [];
}

function deriveTrace(id: string, tree: TraceTree): DerivedTrace {
  const startMicros = traceStart(tree);
  return {
    timeMicros: traceTime(id, startMicros),
    startMicros,
    summary: JSON.stringify(summarize(id, 0, tree)),
    calls: JSON.stringify(traceCalls(tree)),
    entities: tree.entities.map(({ id: entityId, kind, startMicros: start, endMicros: end }) => ({
      id: entityId,
      kind,
      start,
      ...(end !== undefined && { end }),
    })),
  };
}

const MAX_RECENT = 256;
const DERIVED_AT_ONCE = 500;
const SCANNED_AT_ONCE = 200;
const MAX_SCANNED = 10_000;
const ONE_DAY_MICROS = 24 * 3_600 * 1e6;
