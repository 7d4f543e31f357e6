import { type Span, SpanStatusCode } from '@opentelemetry/api';

/** Says on the span that the handler threw, and what. */
export function recordError(span: Span, error: unknown): void {
  const exception = error instanceof Error || typeof error === 'string' ? error : { message: describe(error) };
  span.recordException(exception);
  span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.message : describe(error) });
}

function describe(error: unknown): string {
  try {
    return typeof error === 'object' && error !== null ? (JSON.stringify(error) ?? String(error)) : String(error);
  } catch {
    return 'an error that cannot be read';
  }
}

/** Says on the span what the handler's result says: the status of an HTTP response, and the messages of a batch that failed. */
export function recordResult(span: Span, result: unknown): void {
  if (typeof result !== 'object' || result === null) return;
  const { statusCode, batchItemFailures } = result as { statusCode?: unknown; batchItemFailures?: unknown };
  const status = Number(statusCode);
  if (Number.isInteger(status) && status >= 100 && status <= 599) {
    span.setAttribute('http.response.status_code', status);
    if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  }
  if (Array.isArray(batchItemFailures) && batchItemFailures.length > 0) recordFailures(span, batchItemFailures);
}

/** How many ids of failed messages are named. */
const MAX_NAMED = 100;

// Source: AWS Lambda developer guide, "Handling errors for an SQS event source", partial batch responses.
function recordFailures(span: Span, failures: readonly unknown[]): void {
  const ids = failures
    .slice(0, MAX_NAMED)
    .map((failure) => String((failure as { itemIdentifier?: unknown } | null)?.itemIdentifier));
  span.setAttribute('aws.lambda.batch_item_failures', ids);
  span.setStatus({ code: SpanStatusCode.ERROR, message: `${failures.length} messages of the batch failed` });
}
