import type { ExportResponse, Transport } from '../transports/transport.ts';

/** Our transports end by themselves when the time is up; any other is abandoned a little later. */
const GRACE_MILLIS = 500;

/** Holds any transport, such as one of the user's, to the interface: each call ends in time, with an outcome, and nothing is thrown. */
export function guarded(transport: Transport): Transport {
  return {
    send(documents, timeoutMillis) {
      return new Promise((resolve) => {
        // The error is created late: its stack trace costs 30 µs, a sixth of a Lambda function's invocation.
        const abandon = () => resolve({ status: 'retryable', error: new Error(`no outcome in ${timeoutMillis} ms`) });
        const timer = setTimeout(abandon, timeoutMillis + GRACE_MILLIS).unref();
        call(() => transport.send(documents, timeoutMillis))
          .then(checkOutcome, failureOf)
          .then((outcome) => {
            clearTimeout(timer);
            resolve(outcome);
          });
      });
    },
    shutdown: () => call(() => transport.shutdown()).catch(() => undefined),
  };
}

// Async, so that a call that throws is like one that rejects.
async function call<T>(run: () => Promise<T>): Promise<T> {
  return run();
}

function checkOutcome(outcome: ExportResponse | undefined): ExportResponse {
  switch (outcome?.status) {
    case 'success': {
      const { unprocessed, rejectedSpans } = outcome;
      if (typeof rejectedSpans?.count === 'number' && rejectedSpans.count > 0)
        return { status: 'success', rejectedSpans };
      if (!Array.isArray(unprocessed)) return { status: 'success' };
      return { status: 'success', unprocessed: unprocessed.filter((answer) => typeof answer === 'object' && answer) };
    }
    case 'retryable':
      return outcome;
    case 'failure':
      return { status: 'failure', error: toError(outcome.error) };
    default:
      return failureOf(new Error(`the target gave no outcome but ${JSON.stringify(outcome)}`));
  }
}

function failureOf(thrown: unknown): ExportResponse {
  return { status: 'failure', error: toError(thrown) };
}

function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
