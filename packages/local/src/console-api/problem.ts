import type { Problem } from '@otel-xray/console/contract';
import { FilterError } from '../filter/read-filter.ts';
import { ApiError } from '../ground/api-error.ts';

/** A refused request under `/-/`: 400 for what is wrong, 404 for what is not there. */
export class ProblemError extends Error {
  readonly status: 400 | 403 | 404;

  constructor(message: string, status: ProblemError['status'] = 400) {
    super(message);
    this.name = 'ProblemError';
    this.status = status;
  }
}

/** The answer to an error under `/-/`; `undefined` if it is none of the caller's. */
export function toProblem(
  error: unknown,
): { readonly status: 400 | 403 | 404 | 413; readonly problem: Problem } | undefined {
  if (error instanceof FilterError) {
    const { offset, length, expected, suggestion } = error.problem;
    const { message } = error;
    return {
      status: 400,
      problem: { message, at: offset, length, expected, ...(suggestion !== undefined && { suggestion }) },
    };
  }
  if (error instanceof ProblemError) return { status: error.status, problem: { message: error.message } };
  if (!(error instanceof ApiError)) return undefined;
  const { status, message } = error;
  return { status: status === 403 || status === 404 || status === 413 ? status : 400, problem: { message } };
}
