/** The part of a handler's context that is read. Source: AWS Lambda developer guide, "Using the Lambda context object", Node.js. */
export interface LambdaContext {
  readonly awsRequestId?: string;
  readonly functionName?: string;
  readonly invokedFunctionArn?: string;
  /** The trace header of this invocation, where the runtime has one for each (Node.js 24, Managed Instances). */
  readonly xRayTraceId?: string;
  /** The `ClientContext` that the caller passed to `Invoke`, parsed. */
  readonly clientContext?: unknown;
  /** Milliseconds until the time limit. */
  getRemainingTimeInMillis?(): number;
}

/** Any handler of the Node.js runtimes: `(event, context)`, with a callback behind, or with a response stream between. */
// biome-ignore lint/suspicious/noExplicitAny: a handler is the user's own function, whose event and result only the user knows
export type LambdaHandler = (...args: any[]) => any;

/** Arguments of one invocation, by meaning. */
export interface Invocation {
  readonly event: unknown;
  readonly context: LambdaContext;
  /** Where the handler's third parameter is one: Node.js 22 and older. */
  readonly callback: ((error: unknown, result?: unknown) => void) | undefined;
}

/** Sorts out a handler's arguments. Never throws. */
export function readInvocation(args: readonly unknown[]): Invocation {
  const [event, second, third] = args;
  // A handler that streams its response has the stream in the second place.
  const isStreaming = isContext(third) && !isContext(second);
  const context = isStreaming ? third : second;
  return {
    event,
    context: isObject(context) ? context : {},
    callback: typeof third === 'function' ? (third as Invocation['callback']) : undefined,
  };
}

function isContext(value: unknown): value is LambdaContext {
  return isObject(value) && ('awsRequestId' in value || 'getRemainingTimeInMillis' in value);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Milliseconds until the time limit; `undefined` where the context does not say. */
export function remainingMillis({ context }: Invocation): number | undefined {
  try {
    const millis = context.getRemainingTimeInMillis?.();
    return typeof millis === 'number' && Number.isFinite(millis) ? millis : undefined;
  } catch {
    return undefined;
  }
}
