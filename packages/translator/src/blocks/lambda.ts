/** The store of AWS's Node.js runtimes, where it is. */
interface LambdaGlobal {
  awslambda?: { InvokeStore?: { getXRayTraceId?: () => string | undefined } };
}

/**
 * Whether an id is that of the segment which AWS Lambda itself records for an invocation: the `Parent` of its trace header.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 * @param header default: that of the current invocation. It changes with each, so it is read each time: from the runtime's store, else from
 *   `_X_AMZN_TRACE_ID`.
 * @example isFunctionSegment('53995c3f42cd8ad8', 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8')
 */
export function isFunctionSegment(parentId: string, header: string | undefined = currentTraceHeader()): boolean {
  return header?.includes(`Parent=${parentId}`) === true;
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
