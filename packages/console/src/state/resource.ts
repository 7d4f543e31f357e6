import { effect, type ReadonlySignal, signal } from '@preact/signals';
import { RequestProblem, ServerGone } from '../api/client.ts';
import type { Problem } from '../contract/index.ts';

/** Data of the server: the last answer, and the state of the request. */
export interface Resource<T> {
  /** Kept while a request is pending, also for another question; `undefined` before the first answer. */
  readonly data: ReadonlySignal<T | undefined>;
  /** The server's reason to reject the current question. */
  readonly problem: ReadonlySignal<(Problem & { readonly status: number }) | undefined>;
  readonly isLoading: ReadonlySignal<boolean>;
  /** Counts the answers, for tests to wait on. */
  readonly revision: ReadonlySignal<number>;
  /**
   * Requests it again; at most one request is in flight and one queued. Resolves on the answer, or when the question changes; never
   * rejects.
   */
  refresh(): Promise<void>;
  /** Replaces the answer. */
  set(data: T): void;
}

/**
 * Requests data whenever its question changes; a new question aborts the request of the old one.
 * @param question reads signals; `undefined` sends no request
 * @param load receives the last answer to the same question
 */
export function createResource<Question extends object, T>(
  question: () => Question | undefined,
  load: (question: Question, before: T | undefined, signal: AbortSignal) => Promise<T>,
): Resource<T> {
  const data = signal<T | undefined>(undefined);
  const problem = signal<(Problem & { status: number }) | undefined>(undefined);
  const isLoading = signal(false);
  const revision = signal(0);
  let key = '';
  let current: Question | undefined;
  let answeredKey = '';
  let request: { readonly abort: AbortController; readonly answered: Promise<void> } | undefined;
  let behind: Promise<void> | undefined;

  const ask = async (asked: Question, own: AbortSignal): Promise<void> => {
    const askedKey = key;
    isLoading.value = true;
    try {
      const answer = await load(asked, answeredKey === key ? data.peek() : undefined, own);
      if (own.aborted) return;
      answeredKey = askedKey;
      data.value = answer;
      problem.value = undefined;
      revision.value++;
    } catch (error) {
      if (own.aborted) return;
      // The banner reports a server that is gone.
      if (error instanceof RequestProblem) problem.value = { ...error.problem, status: error.status };
      else if (!(error instanceof ServerGone)) problem.value = { message: String(error), status: 0 };
    }
  };
  const refresh = async (): Promise<void> => {
    if (!current) return;
    if (!request) {
      const abort = new AbortController();
      const answered = ask(current, abort.signal).then(() => {
        if (abort.signal.aborted) return;
        request = undefined;
        isLoading.value = false;
      });
      request = { abort, answered };
      return answered;
    }
    const { abort, answered } = request;
    behind ??= answered.then(() => {
      if (abort.signal.aborted) return undefined;
      behind = undefined;
      return refresh();
    });
    return behind;
  };

  effect(() => {
    const next = question();
    const nextKey = next ? JSON.stringify(next) : '';
    if (nextKey === key) return;
    key = nextKey;
    current = next;
    request?.abort.abort();
    request = undefined;
    behind = undefined;
    problem.value = undefined;
    void refresh();
  });
  return {
    data,
    problem,
    isLoading,
    revision,
    refresh,
    set: (value) => {
      data.value = value;
    },
  };
}
