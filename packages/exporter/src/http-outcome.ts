import type { ExportResponse, UnprocessedDocument } from './transport.ts';

/** What an HTTP answer means for the documents of a call: by status first, whatever the body holds. */
export function outcomeOfStatus(
  status: number,
  body: string,
  retryAfter: string | undefined,
  now: number,
): ExportResponse {
  if (status >= 200 && status < 300) return outcomeOfBody(body);
  const error = new Error(`HTTP ${status}: ${body.slice(0, 200)}`);
  if (status === 408 || status === 429 || status >= 500) {
    const retryInMillis = parseRetryAfter(retryAfter, now);
    return { status: 'retryable', error, ...(retryInMillis !== undefined && { retryInMillis }) };
  }
  return { status: 'failure', error };
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

/** `Retry-After` in seconds or as a date, as milliseconds from now. Source: RFC 9110, section 10.2.3. */
export function parseRetryAfter(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  const millis = /^\d+$/.test(text.trim()) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isFinite(millis) ? Math.max(0, millis) : undefined;
}
