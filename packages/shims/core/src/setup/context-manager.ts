import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import { type Context, type ContextManager, context, ROOT_CONTEXT } from '@opentelemetry/api';
import { bindEmitter } from './bind-emitter.ts';

/** The context manager where the application registers none. */
class XRayContextManager implements ContextManager {
  readonly _asyncLocalStorage: AsyncLocalStorage<Context> = new AsyncLocalStorage();

  active(): Context {
    return this._asyncLocalStorage.getStore() ?? ROOT_CONTEXT;
  }

  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    active: Context,
    fn: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    return this._asyncLocalStorage.run(active, () => fn.apply(thisArg, args));
  }

  bind<T>(active: Context, target: T): T {
    if (target instanceof EventEmitter) return bindEmitter(target, (listener) => this.bind(active, listener));
    if (typeof target !== 'function') return target;
    const manager = this;
    const bound = function (this: unknown, ...args: unknown[]): unknown {
      return manager.with(active, () => target.apply(this, args));
    };
    Object.defineProperty(bound, 'length', { configurable: true, value: target.length });
    return bound as T;
  }

  enable(): this {
    return this;
  }

  disable(): this {
    this._asyncLocalStorage.disable();
    return this;
  }
}

/** Registers a context manager if the application has none. */
export function ensureContextManager(): void {
  if (registered() === undefined) context.setGlobalContextManager(new XRayContextManager());
}

/**
 * Makes a context the active one for the rest of the current execution and what it starts.
 * @returns whether the registered context manager can do so
 */
export function enterContext(entered: Context): boolean {
  ensureContextManager();
  const storage = registered()?._asyncLocalStorage;
  if (typeof storage?.enterWith !== 'function') return false;
  storage.enterWith(entered);
  return true;
}

/** OpenTelemetry's managers for Node keep their storage under this name too. */
interface Registered extends ContextManager {
  readonly _asyncLocalStorage?: AsyncLocalStorage<Context>;
}

// Where OpenTelemetry's API keeps what is registered: each copy of it in the process reads the same object.
const API: unique symbol = Symbol.for('opentelemetry.js.api.1') as never;

function registered(): Registered | undefined {
  return (globalThis as { [API]?: { context?: Registered } })[API]?.context;
}
