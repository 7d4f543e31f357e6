import type { FilterTree } from '@otel-xray/filter-expression';
import { toPredicate } from '../filter/predicate.ts';
import { type Condition, toCondition } from '../filter/to-sql.ts';
import type { JsonObject } from '../ground/json.ts';
import { nextTurn } from '../ground/next-turn.ts';
import { parseVerbatim } from '../ground/number-literals.ts';
import type { Diagnostic } from '../ground/repair.ts';
import { Derivation, type NewDocument, type ParsedDocument, type Pending } from '../store/derivation.ts';
import type { Store, TraceChange } from '../store/store.ts';
import type { TraceOrder, TracePosition, TraceRange, TraceRow } from '../store/trace-pages.ts';
import { type DerivedTrace, deriveTrace, isIdTimeSane } from '../trace/derived-trace.ts';
import { type Observation, observe } from '../trace/observations.ts';
import { traceStart } from '../trace/summary.ts';
import { type AssembleOptions, assemble, type TraceTree } from '../trace/trace-tree.ts';

/** A tree and the revision it was assembled from: the number of its documents. */
export interface AssembledTree {
  readonly revision: number;
  readonly tree: TraceTree;
}

/** A selection of traces. */
export interface Selection {
  readonly range: TraceRange;
  /** Absent for all traces; groups must have been replaced. */
  readonly filter?: FilterTree | undefined;
}

export interface PageRequest extends Selection {
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

export interface SelectOptions {
  /** Where to go on. */
  readonly after?: TracePosition | undefined;
  /** How many traces a chunk has at most. */
  readonly atOnce?: number;
  readonly order?: TraceOrder;
  /** Only these, by their numbers in the index. */
  readonly among?: readonly number[] | undefined;
  /** The selection's filter, made ready before. */
  readonly ready?: ReadyFilter | undefined;
}

/** A filter that is prepared for several ranges: later traces may be omitted. */
export interface ReadyFilter {
  readonly condition: Condition;
  readonly matches: (tree: TraceTree) => boolean;
  /** The numbers of the only traces that it can select, as JSON; absent where there are too many. */
  readonly keys: string | undefined;
}

export interface SelectedChunk {
  readonly rows: readonly TraceRow[];
  /** How many traces had to be assembled. */
  readonly assembled: number;
  /** The last trace that was looked at; absent at the end. */
  readonly end: TracePosition | undefined;
}

/**
 * The assembled side of the store. A trace is assembled from all its documents, so that no answer depends on the order of arrival.
 * Lists and filters read its columns.
 */
export class Traces {
  readonly #store: Store;
  readonly #derivation: Derivation;
  readonly #onUnreadable: () => void;
  readonly #options: AssembleOptions;
  // The last ones read: a trace is often read several times in a row (list, detail, map).
  readonly #recent = new Map<string, AssembledTree>();
  #recentEntities = 0;
  // Not saved yet, possibly for a while when the disk is full.
  readonly #derived = new Map<string, DerivedTrace>();

  /**
   * @param onDerived receives every change, once it can be read
   * @param onUnreadable called for each trace from which nothing could be derived
   * @param options how traces are assembled
   * @param onFailed called once per outage of the store, on its first failure
   */
  constructor(
    store: Store,
    onDerived: (changes: readonly TraceChange[]) => void = () => {},
    onUnreadable: () => void = () => {},
    options: AssembleOptions = {},
    onFailed: (error: unknown) => void = () => {},
  ) {
    this.#store = store;
    this.#options = options;
    this.#onUnreadable = onUnreadable;
    this.#derivation = new Derivation(
      (id, pending) => this.#derive(id, pending),
      (seen) => {
        if (this.#derived.size === 0) return;
        // Kept for the next time if this fails.
        const changes = store.saveDerived([...this.#derived.values()], seen);
        this.#derived.clear();
        onDerived(changes);
      },
      onFailed,
    );
    this.#derivation.resume(store.underived(), store.lastSequence());
  }

  /** Derives all traces again, after the index of the store was rebuilt. */
  deriveAgain(): void {
    this.forget();
    this.#derivation.resume(this.#store.underived(), this.#store.lastSequence());
  }

  /** Adds stored documents; the first has the given sequence number. */
  note(documents: readonly NewDocument[], firstSequence: number): void {
    this.#derivation.note(documents, firstSequence);
  }

  /** How many traces wait to be derived, and how many could not wait because too many did. */
  get backlog(): Pick<Derivation, 'waiting' | 'hurried'> {
    return this.#derivation;
  }

  /** Resolves when all earlier documents can be read. */
  upToDate(): Promise<void> {
    return this.#derivation.upToDate();
  }

  /** One trace; `undefined` if it does not exist. */
  get(id: string): AssembledTree | undefined {
    this.#derivation.deriveNow(id);
    // While the disk is full, the revision in memory is newer.
    const { revision } = this.#derived.get(id) ?? this.#store.index.sizeOf(id) ?? {};
    if (revision === undefined) return undefined;
    const known = this.#recent.get(id);
    if (known?.revision === revision) {
      this.#remember(id, known);
      return known;
    }
    const assembled = {
      revision,
      tree: orElse(() => assembleDocuments(id, this.#read(id, parseVerbatim), this.#options), unreadable),
    };
    this.#remember(id, assembled);
    return assembled;
  }

  /** A trace as of its first documents; `undefined` if it does not exist. */
  at(id: string, revision: number): AssembledTree | undefined {
    const documents: ReadDocument[] = [];
    for (const document of this.#read(id, parseVerbatim)) {
      if (documents.length === revision) break;
      documents.push(document);
    }
    return documents.length === 0 ? undefined : { revision, tree: assembleDocuments(id, documents, this.#options) };
  }

  /** One page of the traces of a selection, newest first; shorter than the limit when many traces had to be assembled. */
  async page({ range, filter, limit, after }: PageRequest): Promise<TracePage> {
    const rows: TraceRow[] = [];
    const pageUntil = (last: TracePosition | undefined): TracePage => ({
      rows: rows.slice(0, limit),
      scanned: this.#store.index.pages.countBetween(range, after, last),
      ...(last && { next: last }),
    });
    let assembled = 0;
    for await (const chunk of this.select({ range, filter }, { after, atOnce: limit + 1 })) {
      rows.push(...chunk.rows);
      assembled += chunk.assembled;
      // One more than the page holds shows that there is another page.
      if (rows.length > limit) return pageUntil(rows[limit - 1]);
      if (assembled >= MAX_ASSEMBLED) return pageUntil(chunk.end);
    }
    return pageUntil(undefined);
  }

  /** The traces of a selection, newest first, in chunks, between which others run. A chunk may be empty. */
  async *select(
    { range, filter }: Selection,
    { after, atOnce = SELECTED_AT_ONCE, order = 'time', among, ready }: SelectOptions = {},
  ): AsyncGenerator<SelectedChunk> {
    if (!ready) await this.upToDate();
    const { index } = this.#store;
    const { condition, matches, keys } = ready ?? this.makeReady(filter, among);
    const isEvent = range.type === 'Event';
    const mustAssemble = ({ odd, hasGaps }: TraceRow): boolean =>
      !condition.exact || odd === 1 || (isEvent && hasGaps === 1);
    const limit = condition.exact ? atOnce : Math.min(atOnce, ASSEMBLED_AT_ONCE);
    // Where every row is selected a chunk needs no other end.
    const isDense = !filter && range.type === 'TraceId' && order === 'time';
    let position = after;
    for (;;) {
      const until =
        keys === undefined && !isDense
          ? index.pages.positionBehind(range, position, SCANNED_AT_ONCE, order)
          : undefined;
      const found = index.pages.list(range, condition, limit, { after: position, until, order, keys });
      let assembled = 0;
      const rows = found.filter((row) => {
        if (!mustAssemble(row)) return true;
        assembled++;
        const tree = this.get(row.id)?.tree;
        return tree !== undefined && matches(tree) && (!isEvent || firstActivity(tree, range) !== undefined);
      });
      // A chunk at its limit ends with its last row.
      const end = found.length === limit ? found.at(-1) : until;
      yield { rows, assembled, end };
      if (!end) return;
      position = end;
      await nextTurn();
    }
  }

  /**
   * Makes a filter ready, for several ranges of what is derived already.
   * @param among only these, by their numbers in the index
   */
  makeReady(filter: FilterTree | undefined, among?: readonly number[]): ReadyFilter {
    const condition = toCondition(filter);
    return {
      condition,
      matches: filter ? toPredicate(filter) : () => true,
      // Rare values are looked up rather than scanned for.
      keys: among ? JSON.stringify(among) : this.#store.index.pages.keysOf(condition.candidates ?? [], MAX_CANDIDATES),
    };
  }

  /** The number of a trace in the index; `undefined` if it is not there. */
  keyOf(id: string): number | undefined {
    this.#derivation.deriveNow(id);
    return this.#store.index.keyOf(id);
  }

  /** Forgets what was assembled, after the store was emptied or before it is closed. */
  forget(): void {
    this.#derivation.clear();
    this.#recent.clear();
    this.#recentEntities = 0;
    this.#derived.clear();
  }

  #derive(id: string, { documents, count, bytes }: Pending): void {
    const before = this.#derived.get(id) ?? this.#store.index.sizeOf(id);
    const size =
      count === undefined
        ? this.#store.sizeOf(id)
        : { count: count + (before?.revision ?? 0), bytes: bytes + (before?.bytes ?? 0) };
    if (size.count === 0) return;
    const name = { id, revision: size.count, bytes: size.bytes };
    // The new documents are all documents of a new trace.
    const all = before === undefined && documents ? parsed(documents) : this.#read(id);
    // The tree is not remembered: few of those that come are looked at, and while it lives it costs.
    const derived = orElse(
      () => deriveTrace(name, assembleDocuments(id, all, this.#options)),
      (error) => {
        this.#onUnreadable();
        return this.#deriveUnreadable(name, error);
      },
    );
    this.#derived.set(id, derived);
  }

  // It is as old as its first document: nothing in it can be believed, and it must not be swept away for its age.
  #deriveUnreadable(name: Pick<DerivedTrace, 'id' | 'revision' | 'bytes'>, error: unknown): DerivedTrace {
    const [first] = this.#store.documents(name.id);
    const micros = Math.round((first?.arrivedMillis ?? 0) * 1e3);
    return { ...deriveTrace(name, unreadable(error)), startMicros: micros, timeMicros: micros };
  }

  *#read(id: string, parse: (text: string) => unknown = JSON.parse): Generator<ReadDocument> {
    let bytes = 0;
    for (const { text } of this.#store.documents(id)) {
      bytes += text.length;
      if (bytes > MAX_ASSEMBLED_BYTES) {
        yield TOO_LARGE;
        return;
      }
      yield readText(text, parse);
    }
  }

  #remember(id: string, assembled: AssembledTree): void {
    this.#recentEntities -= this.#recent.get(id)?.tree.entities.length ?? 0;
    this.#recent.delete(id);
    this.#recent.set(id, assembled);
    this.#recentEntities += assembled.tree.entities.length;
    for (const [oldest, { tree }] of this.#recent) {
      if (this.#recent.size <= MAX_RECENT && this.#recentEntities <= MAX_RECENT_ENTITIES) break;
      if (oldest === id) break;
      this.#recent.delete(oldest);
      this.#recentEntities -= tree.entities.length;
    }
  }
}

/** Microseconds: the first moment of a range with an entity in flight; `undefined` if there is none. */
export function firstActivity(tree: TraceTree, { start, end }: TraceRange): number | undefined {
  const first = tree.entities.find(
    ({ startMicros, endMicros }) => startMicros < end && (endMicros === undefined || endMicros >= start),
  );
  return first && Math.max(first.startMicros, start);
}

/** A document of a trace, or the place where those begin that are left out. */
type ReadDocument = ParsedDocument | typeof TOO_LARGE;

function* parsed(documents: readonly (ParsedDocument | string)[]): Generator<ReadDocument> {
  for (const document of documents) yield typeof document === 'string' ? readText(document) : document;
}

function readText(text: string, parse: (text: string) => unknown = JSON.parse): ParsedDocument {
  return { value: parse(text) as JsonObject, bytes: Buffer.byteLength(text) };
}

/** Assembles a trace; only the first documents where it is larger than any trace of X-Ray. */
function assembleDocuments(id: string, documents: Iterable<ReadDocument>, options: AssembleOptions): TraceTree {
  const observations: Observation[] = [];
  let isCut = false;
  for (const document of documents) {
    if (document === TOO_LARGE || observations.length > MAX_ASSEMBLED_ENTITIES) {
      isCut = true;
      break;
    }
    for (const observation of observe(document.value, document.bytes)) observations.push(observation);
  }
  const tree = assemble(observations, options);
  const ofTrace = [...(isCut ? [tooLarge(observations.length)] : []), ...(idTimeNote(id, tree) ?? [])];
  return ofTrace.length === 0 ? tree : { ...tree, diagnostics: [...tree.diagnostics, ...ofTrace] };
}

// Bad input costs itself only. That the store cannot be read is another matter, which may pass.
function orElse<T>(work: () => T, instead: (error: unknown) => T): T {
  try {
    return work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException | undefined)?.code === 'ERR_SQLITE_ERROR') throw error;
    return instead(error);
  }
}

function unreadable(error: unknown): TraceTree {
  const message = `Nothing could be made of its documents: ${error instanceof Error ? error.message : String(error)}`;
  return { ...assemble([]), diagnostics: [{ code: 'trace-unreadable', id: '', message }] };
}

function tooLarge(shown: number): Diagnostic {
  const message = `Only the first ${shown} segments and subsegments are shown; X-Ray takes 500 kB a trace.`;
  return { code: 'trace-too-large', id: '', message };
}

function idTimeNote(id: string, tree: TraceTree): [Diagnostic] | undefined {
  if (isIdTimeSane(id, traceStart(tree))) return undefined;
  const message = 'The first eight digits of the trace id are no time near the start of the trace.';
  return [{ code: 'trace-id-time', id: '', message }];
}

const TOO_LARGE: unique symbol = Symbol('too large');

const MAX_RECENT = 128;
const MAX_RECENT_ENTITIES = 30_000;
// Far over X-Ray's limit of 500 kB.
const MAX_ASSEMBLED_BYTES = 32 * 2 ** 20;
const MAX_ASSEMBLED_ENTITIES = 100_000;
// A chunk is some milliseconds of work, after which others run.
const SCANNED_AT_ONCE = 4_000;
const SELECTED_AT_ONCE = 500;
const ASSEMBLED_AT_ONCE = 50;
const MAX_ASSEMBLED = 10_000;
const MAX_CANDIDATES = 20_000;
