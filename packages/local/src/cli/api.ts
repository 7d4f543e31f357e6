import type { FullTrace } from '../full-trace.ts';
import { isObject, type JsonObject, textIn } from '../json.ts';
import type { Service } from '../service-graph.ts';
import type { TraceSummary } from '../summary.ts';

/** Which traces: epoch seconds, and perhaps a filter expression. */
export interface Question {
  readonly start: number;
  readonly end: number;
  readonly filter?: string | undefined;
}

/** Asks a running Local X-Ray by its API, as any program would. */
export class Api {
  readonly #endpoint: string;

  /** @param endpoint such as `http://127.0.0.1:2000` */
  constructor(endpoint: string) {
    this.#endpoint = endpoint.replace(/\/+$/, '');
  }

  /** The summaries of the newest traces, those that started first before the others. */
  async summaries({ start, end, filter }: Question, limit: number = Number.POSITIVE_INFINITY): Promise<TraceSummary[]> {
    const found: TraceSummary[] = [];
    let NextToken: unknown;
    do {
      const page = await this.call('/TraceSummaries', {
        ...{ StartTime: start, EndTime: end, NextToken },
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

  /** The spans of traces that came as OTLP: by trace, each a request in JSON. */
  async spans(ids: readonly string[], { start, end }: Question): Promise<{ id: string; requests: string[] }[]> {
    const found: { id: string; requests: string[] }[] = [];
    const range = { StartTime: start, EndTime: end };
    const { RetrievalToken } = await this.call('/StartTraceRetrieval', { TraceIds: ids, ...range });
    let NextToken: unknown;
    do {
      const page = await this.call('/ListRetrievedTraces', { RetrievalToken, TraceFormat: 'OTEL', NextToken });
      for (const { Id, Spans } of page['Traces'] as { Id: string; Spans: { Document: string }[] }[])
        found.push({ id: Id, requests: Spans.map(({ Document }) => Document) });
      ({ NextToken } = page);
    } while (NextToken !== undefined);
    return found;
  }

  /** The map of a range. */
  async services({ start, end }: Question): Promise<Service[]> {
    return (await this.call('/ServiceGraph', { StartTime: start, EndTime: end }))['Services'] as Service[];
  }

  /** The map of some traces. */
  async servicesOf(ids: readonly string[]): Promise<Service[]> {
    return (await this.call('/TraceGraph', { TraceIds: ids }))['Services'] as Service[];
  }

  /**
   * Posts a JSON body and reads the answer.
   * @throws (rejects) with what the server says is wrong, or with how to start one if none answers
   */
  async call(path: string, input: JsonObject): Promise<JsonObject> {
    const response = await fetch(this.#endpoint + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(input),
    }).catch((cause: unknown) => {
      throw new Error(
        `Nothing answers at ${this.#endpoint}. Start xray-local, or say where it is: --endpoint http://host:port.`,
        { cause },
      );
    });
    const body: unknown = await response.json().catch(() => undefined);
    if (response.ok && isObject(body)) return body;
    const message = isObject(body) ? textIn(body['message']) : undefined;
    throw new Error(message ?? `${this.#endpoint} answered ${response.status}; it does not seem to be an X-Ray.`);
  }
}

// What AWS, and `--strict`, take.
const IDS_A_CALL = 5;
