import { type Attributes, context as contextApi, diag } from '@opentelemetry/api';
import { wrongOption } from '@otel-xray/runtime/options';
import { DEADLINE_KEY } from './context-keys.ts';
import { flush } from './flush.ts';
import { type Invocation, type LambdaHandler, readInvocation, remainingMillis } from './invocation.ts';
import { resolveOptions, type WrapHandlerOptions } from './options.ts';
import { recordError, recordResult } from './outcome.ts';
import { type ColdStart, type RootSpan, sandboxAttributes, startRootSpan } from './root-span.ts';
import { noteWrappedHandler } from './unwrapped.ts';

/** Milliseconds that are left to the runtime to give the answer. */
const ANSWER_MILLIS = 50;

/**
 * Wraps the handler of an AWS Lambda function. Each invocation becomes a span below the segment that Lambda itself records, and is sent
 * before the answer is returned, as the sandbox freezes then. Accepts async handlers, handlers with a callback, and handlers that stream
 * their response. The wrapped handler returns and throws the same values. A failure of tracing only costs the trace.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
 * @param handler `(event, context)`, `(event, context, callback)` or `(event, responseStream, context)`
 * @throws TypeError for a handler that is no function or a wrong option
 * @example
 * export const handler = wrapHandler(async (event, context) => ({ statusCode: 200 }));
 */
export function wrapHandler<Handler extends LambdaHandler>(handler: Handler, options?: WrapHandlerOptions): Handler {
  if (typeof handler !== 'function') throw wrongOption('handler', handler, 'a function');
  const resolved = resolveOptions(options);
  noteWrappedHandler();
  const sandbox = sandboxAttributes(process.env);
  let coldStart: ColdStart | undefined = { initMillis: initMillisOf(process.env) };
  const wrapped = function (this: unknown, ...args: unknown[]): unknown {
    const invocation = readInvocation(args);
    const root = startQuietly(invocation, coldStart, sandbox, resolved);
    coldStart = undefined;
    if (root === undefined) return handler.apply(this, args);
    const run = new Run(invocation, root, resolved);
    const takesCallback = invocation.callback !== undefined && handler.length >= 3;
    return takesCallback ? run.withCallback(handler, this, args) : run.withPromise(handler, this, args);
  };
  return imitate(wrapped, handler) as Handler;
}

function startQuietly(
  invocation: Invocation,
  coldStart: ColdStart | undefined,
  sandbox: Attributes,
  options: Required<WrapHandlerOptions>,
): RootSpan | undefined {
  try {
    return startRootSpan(invocation, coldStart, sandbox, options);
  } catch (error) {
    diag.error('@otel-xray/lambda: an invocation could not be traced', error);
    return undefined;
  }
}

/**
 * Milliseconds from the start of the process until now, while a sandbox loads its handler. None where a sandbox is made ahead of time,
 * as it may wait for hours, and none outside of a sandbox.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
function initMillisOf(env: NodeJS.ProcessEnv): number | undefined {
  const isOnDemand = env['AWS_LAMBDA_INITIALIZATION_TYPE'] === 'on-demand';
  return isOnDemand ? Math.round(performance.now() * 1e3) / 1e3 : undefined;
}

/** The runtimes look at the number of parameters, and at marks that say that a handler streams. */
function imitate(wrapped: LambdaHandler, handler: LambdaHandler): LambdaHandler {
  for (const name of Reflect.ownKeys(handler)) {
    if (name === 'prototype') continue;
    const own = Object.getOwnPropertyDescriptor(wrapped, name);
    const property = Object.getOwnPropertyDescriptor(handler, name);
    if (property !== undefined && own?.configurable !== false) Object.defineProperty(wrapped, name, property);
  }
  return wrapped;
}

/** One invocation in flight. */
class Run {
  readonly #invocation: Invocation;
  readonly #root: RootSpan;
  readonly #options: Required<WrapHandlerOptions>;
  readonly #beforeDeadline: ReturnType<typeof setTimeout> | undefined;

  constructor(invocation: Invocation, root: RootSpan, options: Required<WrapHandlerOptions>) {
    this.#invocation = invocation;
    this.#root = root;
    this.#options = options;
    const left = remainingMillis(invocation);
    if (left === undefined) return;
    // A function that is stopped at its time limit keeps what had ended by then.
    const atDeadline = root.context.setValue(DEADLINE_KEY, true);
    const flushAtDeadline = () => contextApi.with(atDeadline, flush, undefined, options.deadlineMarginMillis);
    this.#beforeDeadline = setTimeout(flushAtDeadline, left - options.deadlineMarginMillis);
    this.#beforeDeadline.unref?.();
  }

  async withPromise(handler: LambdaHandler, self: unknown, args: readonly unknown[]): Promise<unknown> {
    try {
      const result: unknown = await this.#call(handler, self, args);
      await this.#end(() => recordResult(this.#root.span, result));
      return result;
    } catch (error) {
      await this.#end(() => recordError(this.#root.span, error));
      throw error;
    }
  }

  /** A handler with a callback may give a promise as well; whichever answers first counts, as in the runtime. */
  withCallback(handler: LambdaHandler, self: unknown, args: readonly unknown[]): unknown {
    const [event, context, callback] = args as [unknown, unknown, (error: unknown, result?: unknown) => void];
    const answer = (error: unknown, result?: unknown): void => {
      const failed = error !== undefined && error !== null;
      const record = (): void => (failed ? recordError(this.#root.span, error) : recordResult(this.#root.span, result));
      void this.#end(record).then(() => callback(error, result));
    };
    try {
      const result: unknown = this.#call(handler, self, [event, context, answer]);
      if (!isPromise(result)) return result;
      return result.then(
        (value) => this.#end(() => recordResult(this.#root.span, value)).then(() => value),
        (error) => this.#end(() => recordError(this.#root.span, error)).then(() => Promise.reject(error)),
      );
    } catch (error) {
      // The runtime answers immediately; the trace is sent after the answer.
      void this.#end(() => recordError(this.#root.span, error));
      throw error;
    }
  }

  #call(handler: LambdaHandler, self: unknown, args: readonly unknown[]): unknown {
    return contextApi.with(this.#root.context, () => handler.apply(self, [...args]));
  }

  #ended: Promise<void> | undefined;

  /** Ends the span and sends it, once. Never rejects. */
  #end(record: () => void): Promise<void> {
    this.#ended ??= this.#endOnce(record);
    return this.#ended;
  }

  async #endOnce(record: () => void): Promise<void> {
    clearTimeout(this.#beforeDeadline);
    try {
      record();
    } catch (error) {
      diag.error('@otel-xray/lambda: the result of an invocation could not be read', error);
    }
    // In the invocation's context, so that the translator can still read its header.
    contextApi.with(this.#root.context, () => this.#root.span.end());
    const left = (remainingMillis(this.#invocation) ?? Number.POSITIVE_INFINITY) - ANSWER_MILLIS;
    const timeoutMillis = Math.min(this.#options.flushTimeoutMillis, left);
    // Also in this context, so that the spans of invocations that overlap with this one are left alone.
    await contextApi.with(this.#root.context, flush, undefined, timeoutMillis);
  }
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof (value as { then?: unknown } | undefined)?.then === 'function';
}
