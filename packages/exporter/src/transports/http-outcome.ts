import { CallError, readFault } from './call-error.ts';
import type { ExportResponse, UnprocessedDocument } from './transport.ts';

/** The part of an HTTP answer that counts. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string | string[] | undefined>>;
}

/** Returns the outcome of a call from its HTTP answer: by status first, whatever the body holds. */
export function outcomeOfAnswer({ status, body, headers = {} }: HttpAnswer, now: number): ExportResponse {
  if (status >= 200 && status < 300) return outcomeOfBody(body);
  const name = errorName(textOf(headers['x-amzn-errortype']), body);
  const message = `HTTP ${status}: ${body.slice(0, 200)}`;
  return outcomeOfRefusal({ status, name, message: body, retryAfter: textOf(headers['retry-after']) }, now, (fault) =>
    fault === undefined ? new Error(message) : new CallError(message, fault),
  );
}

/** An answer that is not 2xx, however it was read. */
export interface Refusal {
  readonly status: number;
  /** The error's name as AWS gives it; empty where there is none. */
  readonly name: string;
  readonly message: string;
  readonly retryAfter: string | undefined;
}

/** Returns the outcome of a refused call: the one place that decides on another attempt. */
export function outcomeOfRefusal(
  { status, name, message, retryAfter }: Refusal,
  now: number,
  toError: (fault: ReturnType<typeof readFault>) => Error,
): ExportResponse {
  const fault = readFault(status, name, message);
  const error = toError(fault);
  if (fault !== 'throttled' && status !== 408 && status < 500) return { status: 'failure', error };
  const retryInMillis = parseRetryAfter(retryAfter, now);
  return { status: 'retryable', error, ...(retryInMillis !== undefined && { retryInMillis }) };
}

/** An answer of PutTraceSegments: 200 even where every document was refused. */
function outcomeOfBody(body: string): ExportResponse {
  try {
    const { UnprocessedTraceSegments: unprocessed } = JSON.parse(body) as {
      UnprocessedTraceSegments?: UnprocessedDocument[];
    };
    return Array.isArray(unprocessed) && unprocessed.length > 0
      ? { status: 'success', unprocessed }
      : { status: 'success' };
  } catch {
    return { status: 'retryable', error: new Error(`the answer is not X-Ray's: ${body.slice(0, 200)}`) };
  }
}

/** From the header, else from the body; without the namespace before `#` and the address after `:`. */
export function errorName(header: string | undefined, body: string): string {
  const name = header ?? /"__type"\s*:\s*"([^"]*)"/.exec(body)?.[1] ?? '';
  return name.slice(name.indexOf('#') + 1).split(':', 1)[0] ?? '';
}

export function textOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

/** `Retry-After` in seconds or as a date, as milliseconds from now. Source: RFC 9110, section 10.2.3. */
export function parseRetryAfter(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  const millis = /^\d+$/.test(text.trim()) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isFinite(millis) ? Math.max(0, millis) : undefined;
}
