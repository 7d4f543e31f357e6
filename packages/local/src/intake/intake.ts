import { inspect } from 'node:util';
import { checkDocument, invalidDocumentMessage, MAX_DOCUMENT_BYTES } from '@otel-xray/format';
import { isNestedDeeper, isObject, type JsonObject } from '../ground/json.ts';
import { normalizeTraceId } from '../ground/repair.ts';
import type { NewDocument } from '../store/derivation.ts';
import type { KeptTranslation, ReceivedDocument, Rejection, Store, Way } from '../store/store.ts';
import { IntakeLog } from './intake-log.ts';
import { describeRefusal } from './refusal.ts';

/** One refused document, as PutTraceSegments answers it. */
export interface UnprocessedTraceSegment {
  /** Absent if the document has none that can be read. */
  readonly Id?: string;
  readonly ErrorCode: string;
  readonly Message: string;
}

/** Counts since the start or the last reset. */
export interface IntakeReport {
  readonly datagrams: number;
  /** Accepted documents. */
  readonly documents: number;
  /** Rejected items by reason or error code. */
  readonly rejected: Readonly<Record<string, number>>;
  /** The last ones, newest first. */
  readonly lastRejections: readonly Rejection[];
  /** The UDP receive buffer that the system granted, of the requested 4 MiB; Linux includes its bookkeeping and reports 8 MiB. */
  readonly receiveBufferBytes: number;
}

/** Documents that arrived together. */
export interface Arrival {
  readonly way: Way;
  /** `host:port`; empty in process. */
  readonly sender: string;
  /** Objects, or JSON strings, which are stored unchanged. */
  readonly documents: readonly unknown[];
  /** The spans of their segments and subsegments, where they are from OTLP. */
  readonly translations?: readonly KeptTranslation[];
}

/** Received bytes without a document. */
export interface RejectedBytes extends Pick<Rejection, 'reason' | 'way' | 'sender'> {
  readonly bytes: Uint8Array;
  /** Details; absent where the reason says everything. */
  readonly message?: string;
}

/** Every document passes here, whatever its transport. It is checked, stored or rejected, and counted. */
export class Intake {
  readonly #store: Store;
  readonly #now: () => number;
  readonly #strict: boolean;
  readonly log: IntakeLog = new IntakeLog();
  readonly #onKept: (documents: readonly NewDocument[], firstSequence: number) => void;
  readonly #onCounted: () => void;
  #datagrams = 0;
  #documents = 0;
  #rejected = new Map<string, number>();

  constructor(options: {
    store: Store;
    now: () => number;
    strict: boolean;
    /** Called with stored documents. */
    onKept: (documents: readonly NewDocument[], firstSequence: number) => void;
    /** Called when a counter has changed. */
    onCounted?: () => void;
  }) {
    this.#store = options.store;
    this.#now = options.now;
    this.#strict = options.strict;
    this.#onKept = options.onKept;
    this.#onCounted = options.onCounted ?? (() => {});
  }

  /**
   * Stores documents in one transaction. Good documents are stored even when others fail.
   * @returns the rejected ones
   */
  accept(arrivals: readonly Arrival[]): UnprocessedTraceSegment[] {
    const arrivedMillis = this.#now();
    const received: (ReceivedDocument & NewDocument)[] = [];
    const rejections: Rejection[] = [];
    const unprocessed: UnprocessedTraceSegment[] = [];
    for (const { way, sender, documents } of arrivals) {
      for (const document of documents.flatMap(withoutList)) {
        const read = readDocument(document, way, this.#strict);
        if ('traceId' in read) received.push({ ...read, arrivedMillis, way, sender });
        else {
          const text = textOf(document) ?? inspect(document);
          unprocessed.push(read);
          const reason = read.ErrorCode;
          const message = describeRefusal(reason, text) ?? read.Message;
          rejections.push({ ...headOf(text), reason, message, arrivedMillis, way, sender });
        }
      }
    }
    if (received.length > 0) {
      const traceIds = new Set(received.map(({ traceId }) => traceId));
      // Translations without a trace would never be removed.
      const translations = arrivals
        .flatMap((arrival) => arrival.translations ?? [])
        .filter(({ traceId }) => traceIds.has(traceId));
      this.#onKept(received, this.#store.add(received, translations));
      this.log.accepted(received, arrivedMillis);
    }
    this.#documents += received.length;
    this.#countRejections(rejections);
    this.#onCounted();
    return unprocessed;
  }

  /** Counts received datagrams, accepted or not. */
  countDatagrams(count: number): void {
    this.#datagrams += count;
  }

  /** Keeps and counts what holds no document at all. */
  reject(arrivals: readonly RejectedBytes[]): void {
    const arrivedMillis = this.#now();
    this.#countRejections(
      arrivals.map(({ bytes, reason, message = '', way, sender }) => {
        const head = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString('utf8');
        return { reason, message, head, bytes: bytes.length, arrivedMillis, way, sender };
      }),
    );
  }

  /** Counts documents that could not be stored, such as on a full disk. */
  countLost(count: number, error: unknown): void {
    this.countFailure('not stored', error, count);
  }

  /** Counts a failure of the store by its consequence, such as `not derived`. */
  countFailure(consequence: string, error: unknown, count = 1): void {
    this.countRejected(`${consequence}: ${error instanceof Error ? error.message : String(error)}`, count);
  }

  /** Counts rejected items without bytes, such as spans without a document. */
  countRejected(reason: string, count: number): void {
    this.#rejected.set(reason, (this.#rejected.get(reason) ?? 0) + count);
    this.#onCounted();
  }

  /** Received and rejected items. */
  counts(): Pick<IntakeReport, 'datagrams' | 'documents' | 'rejected'> {
    return {
      datagrams: this.#datagrams,
      documents: this.#documents,
      rejected: Object.fromEntries(this.#rejected),
    };
  }

  report(receiveBufferBytes: number): IntakeReport {
    return {
      ...this.counts(),
      lastRejections: this.#store.rejections(SHOWN_REJECTIONS),
      receiveBufferBytes,
    };
  }

  reset(): void {
    this.#datagrams = 0;
    this.#documents = 0;
    this.#rejected = new Map();
    this.log.reset();
  }

  #countRejections(rejections: readonly Rejection[]): void {
    if (rejections.length > 0) this.#store.reject(rejections);
    for (const { reason } of rejections) this.countRejected(reason, 1);
  }
}

/** Several documents as one: X-Ray accepts a list of subsegments where it expects one document. */
function withoutList(given: unknown): readonly unknown[] {
  if (typeof given === 'string' && !/^\s*\[/.test(given)) return [given];
  const value = typeof given === 'string' ? parse(given) : given;
  if (!Array.isArray(value) || value.length === 0 || !value.every(isObject)) return [given];
  return typeof given === 'string' ? value.map((each) => JSON.stringify(each)) : value;
}

function readDocument(given: unknown, way: Way, strict: boolean): NewDocument | UnprocessedTraceSegment {
  const text = textOf(given);
  const value = text === undefined ? undefined : typeof given === 'string' ? parse(text) : given;
  if (text === undefined || value === undefined || isNestedDeeper(text, MAX_NESTING))
    return refusal('JSONFormatError', 'segment');

  // An object's own text may say something else: NaN becomes null, toJSON whatever it likes.
  const document = typeof given === 'string' ? value : parse(text);
  const problems =
    typeof given === 'string' ? checkDocument(value) : [...checkDocument(value), ...checkDocument(document)];
  const problem = problems.find(({ repairable }) => strict || !repairable);
  if (problem)
    return {
      ...(problem.id !== undefined && { Id: problem.id }),
      ErrorCode: problem.code,
      Message: problem.message,
    };
  const { id, type, trace_id: traceId } = document as { id: string; type?: unknown; trace_id: string };
  const bytes = Buffer.byteLength(text);
  // The daemon forwards whatever a datagram holds, so only the other ways have the service's limit.
  if (way !== 'udp' && bytes > MAX_DOCUMENT_BYTES)
    return { Id: id, ...refusal('SegmentTooLarge', type === 'subsegment' ? type : 'segment') };
  return { traceId: normalizeTraceId(traceId) ?? traceId, text, bytes, value: document as JsonObject };
}

function refusal(code: string, kind: 'segment' | 'subsegment'): { ErrorCode: string; Message: string } {
  return { ErrorCode: code, Message: invalidDocumentMessage(kind, code) };
}

function textOf(document: unknown): string | undefined {
  if (typeof document === 'string') return document;
  try {
    // A cycle or a BigInt throws; undefined and functions have no text.
    return isObject(document) || Array.isArray(document) ? JSON.stringify(document) : String(JSON.stringify(document));
  } catch {
    return undefined;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function headOf(text: string): { head: string; bytes: number } {
  const bytes = Buffer.from(text);
  return { head: bytes.subarray(0, HEAD_BYTES).toString('utf8'), bytes: bytes.length };
}

const HEAD_BYTES = 512;
// Twice what 64 kB of nested subsegments come to.
const MAX_NESTING = 2_000;
const SHOWN_REJECTIONS = 100;
