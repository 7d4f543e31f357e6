import { randomUUID } from 'node:crypto';
import { notFound } from '../ground/api-error.ts';

/** Traces that were requested to be read later. They are there already, so a retrieval is complete as soon as it starts. */
export interface Retrieval {
  readonly traceIds: readonly string[];
  status: 'COMPLETE' | 'CANCELLED';
}

/** The retrievals of the last time, by token; the oldest is forgotten when there are too many. */
export class Retrievals {
  readonly #retrievals = new Map<string, Retrieval>();

  /** @returns the token to read them by */
  start(traceIds: readonly string[]): string {
    const token = randomUUID();
    this.#retrievals.set(token, { traceIds, status: 'COMPLETE' });
    const oldest = this.#retrievals.size > MAX_RETRIEVALS ? this.#retrievals.keys().next().value : undefined;
    if (oldest !== undefined) this.#retrievals.delete(oldest);
    return token;
  }

  /** @throws ResourceNotFoundException if no retrieval has the token */
  get(token: string): Retrieval {
    const retrieval = this.#retrievals.get(token);
    if (!retrieval) throw notFound('RetrievalToken: there is no such retrieval.', token);
    return retrieval;
  }

  forget(): void {
    this.#retrievals.clear();
  }
}

const MAX_RETRIEVALS = 1_000;
