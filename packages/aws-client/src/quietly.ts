import { diag } from '@opentelemetry/api';

/** Runs a step of tracing. An error is logged and costs only the trace. */
export function quietly<Result>(run: () => Result): Result | undefined {
  try {
    return run();
  } catch (error) {
    diag.error('@otel-xray/aws-client: a call of AWS could not be traced completely', error);
    return undefined;
  }
}
