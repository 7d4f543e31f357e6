/** The store of AWS's Node.js runtimes, where it is. */
interface LambdaGlobal {
  awslambda?: { InvokeStore?: { getXRayTraceId?: () => string | undefined } };
}

/**
 * Whether an id is that of the segment which AWS Lambda itself records for the current invocation: the `Parent` of its trace header.
 * The header changes with each invocation, so it is read each time: from the runtime's store, else from `_X_AMZN_TRACE_ID`.
 */
export function isFunctionSegment(parentId: string): boolean {
  return currentTraceHeader()?.includes(`Parent=${parentId}`) === true;
}

function currentTraceHeader(): string | undefined {
  try {
    const fromStore = (globalThis as LambdaGlobal).awslambda?.InvokeStore?.getXRayTraceId?.();
    if (typeof fromStore === 'string' && fromStore !== '') return fromStore;
  } catch {
    // A store that throws is as good as none.
  }
  return globalThis.process?.env?._X_AMZN_TRACE_ID;
}
