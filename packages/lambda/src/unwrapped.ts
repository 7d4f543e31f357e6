import { diag } from '@opentelemetry/api';

// Shared by the two builds: `register` may load one and the function the other.
const STATE: unique symbol = Symbol.for('@otel-xray/lambda/handlers');
const shared = globalThis as { [STATE]?: { isWrapped: boolean; isReported: boolean } };

function state(): { isWrapped: boolean; isReported: boolean } {
  shared[STATE] ??= { isWrapped: false, isReported: false };
  return shared[STATE];
}

/** Remembers that a handler of this process is wrapped. */
export function noteWrappedHandler(): void {
  state().isWrapped = true;
}

/**
 * Warns once if work of an invocation is not recorded because no handler is wrapped. While the module is loaded there is no invocation,
 * and Lambda has not set `_X_AMZN_TRACE_ID`: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function reportUnwrappedHandler(env: Readonly<Record<string, string | undefined>>): void {
  if (env['_X_AMZN_TRACE_ID'] === undefined || env['AWS_LAMBDA_FUNCTION_NAME'] === undefined) return;
  const { isWrapped, isReported } = state();
  if (isWrapped || isReported) return;
  state().isReported = true;
  diag.warn(
    '@otel-xray/lambda: no handler is wrapped, so nothing of this function is traced. Export it as wrapHandler(handler), from @otel-xray/lambda.',
  );
}
