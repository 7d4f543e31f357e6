/** The part of an AWS SDK v3 client that is used here, by shape, so that no version of the SDK is imported. */
export interface AWSClient {
  readonly middlewareStack: MiddlewareStack;
  readonly config?: ClientConfig;
}

export interface ClientConfig {
  /** `DynamoDB`, `Secrets Manager`. */
  readonly serviceId?: string;
  region?(): Promise<string> | string;
}

/** Source: AWS SDK for JavaScript v3 developer guide, "Introducing middleware stack". */
export interface MiddlewareStack {
  add(middleware: Middleware, options: { step: string; name: string; priority: string }): void;
  resolve: unknown;
}

/** Wraps the handler below it. Called once for each command, or once for each class of commands where the client caches handlers. */
export type Middleware = (next: Handler, context: HandlerContext) => Handler;

/** Runs a call, or what the middlewares above left of it. */
export type Handler = (args: HandlerArgs) => Promise<HandlerResult>;

export interface HandlerContext {
  /** `DynamoDBClient`. */
  readonly clientName?: string;
  /** `GetItemCommand`. */
  readonly commandName?: string;
}

export interface HandlerArgs {
  readonly input: Input;
  /** From the step `serialize` on. */
  readonly request?: { readonly headers?: Record<string, string> };
}

export interface HandlerResult {
  readonly output?: Output;
}

export type Input = Readonly<Record<string, unknown>>;
export type Output = Readonly<Record<string, unknown>> & { readonly $metadata?: ResponseMetadata };

/** Metadata of results and of errors. */
export interface ResponseMetadata {
  readonly requestId?: string;
  readonly extendedRequestId?: string;
  readonly httpStatusCode?: number;
  readonly attempts?: number;
}

/** The client, if the object is one. Never throws. */
export function asClient(value: unknown): AWSClient | undefined {
  try {
    const { middlewareStack } = value as Partial<AWSClient>;
    return typeof middlewareStack?.add === 'function' ? (value as AWSClient) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether these are the arguments of `client.send`, which are the command itself. A presigner resolves the same
 * middlewares, but no call takes place: it passes an input in an object of its own.
 */
export function isCommand(args: HandlerArgs): boolean {
  return typeof (args as { resolveMiddleware?: unknown }).resolveMiddleware === 'function';
}

/**
 * Whether `@opentelemetry/instrumentation-aws-sdk` starts the span of each call on this stack: it wraps `resolve`, and marks what it wraps.
 * It does so at the first `send`, so the answer is known only during a call.
 */
export function isInstrumented({ resolve }: MiddlewareStack): boolean {
  const { __wrapped, __original } = resolve as { __wrapped?: unknown; __original?: unknown };
  return __wrapped === true && typeof __original === 'function';
}
