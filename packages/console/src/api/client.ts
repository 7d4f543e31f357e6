import type { Problem } from '../contract/index.ts';

/** An answer that is no success: what the server says is wrong. */
export class RequestProblem extends Error {
  readonly status: number;
  readonly problem: Problem;

  constructor(status: number, problem: Problem) {
    super(problem.message);
    this.status = status;
    this.problem = problem;
  }
}

/** The server did not answer at all. */
export class ServerGone extends Error {}

/** Members of the query of an address; lists are repeated. */
export type Parameters = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/** Asks `/-/…`. Rejects with `RequestProblem`, `ServerGone` or the abortion. */
export function get<Answer>(path: string, parameters: Parameters = {}, signal?: AbortSignal): Promise<Answer> {
  return ask(addressOf(path, parameters), { method: 'GET', ...(signal && { signal }) });
}

/** Sends a body: `/-/…`, and operations of the X-Ray API. Rejects as `get` does. */
export function post<Answer>(path: string, body: object, signal?: AbortSignal): Promise<Answer> {
  return send('POST', path, body, signal);
}

/** Replaces something. Rejects as `get` does. */
export function put<Answer>(path: string, body: object): Promise<Answer> {
  return send('PUT', path, body);
}

/** The address of a request, such as for a link to a file. */
export function addressOf(path: string, parameters: Parameters = {}): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(parameters)) {
    if (value === undefined || value === '') continue;
    for (const each of Array.isArray(value) ? value : [value]) search.append(key, String(each));
  }
  const query = search.toString();
  return query === '' ? path : `${path}?${query}`;
}

function send<Answer>(method: string, path: string, body: object, signal?: AbortSignal): Promise<Answer> {
  return ask(path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(signal && { signal }),
  });
}

async function ask<Answer>(address: string, init: RequestInit): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(address, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new ServerGone('Local X-Ray does not answer.');
  }
  const text = await response.text();
  if (response.ok) return JSON.parse(text) as Answer;
  throw new RequestProblem(response.status, readProblem(response, text));
}

function readProblem(response: Response, text: string): Problem {
  try {
    const problem = JSON.parse(text) as Partial<Problem>;
    if (typeof problem.message === 'string') return { ...problem, message: problem.message };
  } catch {
    // Its status shows it.
  }
  return { message: `${response.status} ${response.statusText}`.trim() };
}
