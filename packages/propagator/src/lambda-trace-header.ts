/** The environment variable that AWS Lambda sets before each invocation, where functions take one invocation at a time. */
export const AWSXRAY_TRACE_ID_ENV_VAR = '_X_AMZN_TRACE_ID';

/**
 * The trace header of the current invocation: from the given source, from the store that newer Node.js runtimes keep per
 * invocation, from the environment. Read again each time and never cached, since invocations of one process may overlap. Never throws.
 * Source: AWS Lambda developer guide, "Defined runtime environment variables"; the store as the Node.js runtime provides it.
 */
export function lambdaTraceHeader(ownSource: () => string | undefined): string | undefined {
  return nonEmpty(ownSource) ?? nonEmpty(readStore) ?? nonEmpty(readEnvironment);
}

interface InvokeStore {
  getXRayTraceId?(): string | undefined;
}

// The global only, never the store's package: AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA leaves it out, and a copy of ours would be empty.
function readStore(): string | undefined {
  const { awslambda } = globalThis as { awslambda?: { InvokeStore?: InvokeStore } };
  return awslambda?.InvokeStore?.getXRayTraceId?.();
}

function readEnvironment(): string | undefined {
  return globalThis.process?.env?.[AWSXRAY_TRACE_ID_ENV_VAR];
}

function nonEmpty(source: () => string | undefined): string | undefined {
  try {
    const text: unknown = source();
    return typeof text === 'string' && text !== '' ? text : undefined;
  } catch {
    return undefined;
  }
}
