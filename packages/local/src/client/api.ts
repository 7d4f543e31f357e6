import type { ErrorsAnswer, LogEntry, LogLevel, LogsAnswer } from '@otel-xray/console/contract';
import type { Service } from '../graph/service-graph.ts';
import { findTraceId } from '../ground/find-trace-id.ts';
import { type JsonObject, objectIn, textIn } from '../ground/json.ts';
import { parseVerbatim } from '../ground/number-literals.ts';
import type { EntityDocument } from '../trace/documents.ts';
import type { FullTrace } from '../trace/full-trace.ts';
import type { TraceSummary } from '../trace/summary.ts';

/** Which traces: epoch seconds, and perhaps a filter expression. */
export interface Question {
  readonly start: number;
  readonly end: number;
  readonly filter?: string | undefined;
}

/** Which log records: epoch seconds, and how many at most. */
export interface LogQuestion extends Omit<Question, 'filter'> {
  /** A string that their text holds. */
  readonly text?: string | undefined;
  /** The lowest level. */
  readonly level?: LogLevel | undefined;
  readonly limit: number;
}

/** There was no response, or an incomplete one. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

/** A client of a running Local X-Ray, by its HTTP API. */
export class Api {
  readonly #endpoint: string;

  /** @param endpoint such as `http://127.0.0.1:2000`, without a slash at its end */
  constructor(endpoint: string) {
    this.#endpoint = endpoint;
  }

  /** The summaries of the newest traces, those that started first before the others. */
  async summaries({ start, end, filter }: Question, limit: number = Number.POSITIVE_INFINITY): Promise<TraceSummary[]> {
    const found: TraceSummary[] = [];
    let NextToken: unknown;
    do {
      const page = await this.call('/TraceSummaries', {
        StartTime: start,
        EndTime: end,
        NextToken,
        ...(filter !== undefined && { FilterExpression: filter }),
      });
      found.push(...(page['TraceSummaries'] as TraceSummary[]));
      ({ NextToken } = page);
    } while (NextToken !== undefined && found.length < limit);
    return found.slice(0, limit).sort((a, b) => a.StartTime - b.StartTime);
  }

  /** Whole traces; those that are not there are left out. */
  async traces(ids: readonly string[]): Promise<FullTrace[]> {
    const found: FullTrace[] = [];
    for (let i = 0; i < ids.length; i += IDS_A_CALL) {
      const { Traces } = await this.call('/Traces', { TraceIds: ids.slice(i, i + IDS_A_CALL) });
      found.push(...(Traces as FullTrace[]));
    }
    return found;
  }

  /**
   * The trace whose id is in a string, with its segments parsed.
   * @throws (rejects) if the string has no trace id, or there is no such trace
   */
  async trace(text: string): Promise<{ trace: FullTrace; documents: EntityDocument[] }> {
    const id = findTraceId(text);
    if (id === undefined) throw new Error(`${JSON.stringify(text)} holds no trace id.`);
    const [trace] = await this.traces([id]);
    if (!trace) throw new Error(`There is no trace ${id}.`);
    return { trace, documents: trace.Segments.map(({ Document }) => parseVerbatim(Document) as EntityDocument) };
  }

  /** The map of a range, or of the traces that a filter selects in it. */
  async map(question: Question): Promise<Service[]> {
    if (question.filter === undefined) return this.services(question);
    return this.servicesOf((await this.summaries(question)).map(({ Id }) => Id));
  }

  /** The map of a range. */
  async services({ start, end }: Question): Promise<Service[]> {
    return (await this.call('/ServiceGraph', { StartTime: start, EndTime: end }))['Services'] as Service[];
  }

  /** The map of some traces. */
  async servicesOf(ids: readonly string[]): Promise<Service[]> {
    return (await this.call('/TraceGraph', { TraceIds: ids }))['Services'] as Service[];
  }

  /** Traces as a file, in one of the forms of `GET /-/export`. */
  async export(format: string, { start, end, filter }: Question): Promise<ReadableStream<Uint8Array>> {
    const query = new URLSearchParams({ format, ...rangeOf(start, end), ...(filter !== undefined && { filter }) });
    const response = await this.#fetch(`/-/export?${query}`, { method: 'GET' });
    if (response.ok && response.body) return response.body;
    throw await this.#refusal(response);
  }

  /** The insights of a range as GetInsightSummaries returns them, newest first. */
  async insights({ start, end }: Question, group?: string): Promise<JsonObject[]> {
    const found: JsonObject[] = [];
    let NextToken: unknown;
    do {
      const range = { StartTime: start, EndTime: end, ...(group !== undefined && { GroupName: group }) };
      const page = await this.call('/InsightSummaries', { ...range, NextToken });
      found.push(...(page['InsightSummaries'] as JsonObject[]));
      ({ NextToken } = page);
    } while (NextToken !== undefined);
    return found;
  }

  /** Exceptions in groups. */
  async errors({ start, end, filter }: Question): Promise<ErrorsAnswer> {
    const query = new URLSearchParams({ ...rangeOf(start, end), ...(filter !== undefined && { filter }) });
    return (await this.#read(`/-/errors?${query}`)) as ErrorsAnswer;
  }

  /** The log records of a trace, oldest first, at most 1,000. */
  async traceLogs(id: string, limit: number = MAX_LOGS): Promise<LogEntry[]> {
    const query = new URLSearchParams({ limit: String(Math.min(limit, MAX_LOGS)) });
    return [...((await this.#read(`/-/traces/${id}/logs?${query}`)) as LogsAnswer).logs];
  }

  /** The newest log records of a range, oldest first. */
  async logs({ start, end, text, level, limit }: LogQuestion): Promise<LogEntry[]> {
    const found: LogEntry[] = [];
    for (let after: string | undefined; found.length < limit; ) {
      const query = new URLSearchParams({
        ...rangeOf(start, end),
        limit: String(Math.min(limit - found.length, MAX_LOGS)),
        ...(text !== undefined && { q: text }),
        ...(level !== undefined && { level }),
        ...(after !== undefined && { after }),
      });
      const { logs, next } = (await this.#read(`/-/logs?${query}`)) as LogsAnswer;
      found.push(...logs);
      after = next;
      if (after === undefined) break;
    }
    return found.reverse();
  }

  /** Changes from now on, as server-sent events. */
  async events(cursor: number, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const response = await this.#fetch(`/-/events?cursor=${cursor}`, { signal });
    if (response.ok && response.body) return response.body;
    throw await this.#refusal(response);
  }

  /**
   * Posts a JSON body and reads the answer.
   * @throws (rejects) with what the server says is wrong; UnreachableError, which says how to start one, if none answers
   */
  async call(path: string, input: JsonObject): Promise<JsonObject> {
    const headers = { 'content-type': 'application/json' };
    const response = await this.#fetch(path, { method: 'POST', headers, body: JSON.stringify(input) });
    if (!response.ok) throw await this.#refusal(response);
    return objectIn(await response.json().catch((cause: unknown) => Promise.reject(this.#unreachable(cause))));
  }

  async #read(path: string): Promise<unknown> {
    const response = await this.#fetch(path, { method: 'GET' });
    if (!response.ok) throw await this.#refusal(response);
    return response.json();
  }

  #fetch(path: string, init: RequestInit): Promise<Response> {
    return fetch(this.#endpoint + path, init).catch((cause: unknown) => Promise.reject(this.#unreachable(cause)));
  }

  #unreachable(cause: unknown): UnreachableError {
    return new UnreachableError(
      `Nothing answers at ${this.#endpoint}. Start xray-local, or say where it is: --endpoint http://host:port.`,
      { cause },
    );
  }

  async #refusal(response: Response): Promise<Error> {
    const body: unknown = await response.json().catch(() => undefined);
    const message = textIn(objectIn(body)['message']);
    return new Error(message ?? `${this.#endpoint} answered ${response.status}; it does not seem to be a Local X-Ray.`);
  }
}

/** A range as the console's endpoints take it: whole microseconds. */
function rangeOf(start: number, end: number): { start: string; end: string } {
  const micros = (seconds: number): string => String(Math.round(seconds * 1e6));
  return { start: micros(start), end: micros(end) };
}

/** The largest page of log records. */
const MAX_LOGS = 1_000;
// The maximum of AWS and of `--strict`.
const IDS_A_CALL = 5;
