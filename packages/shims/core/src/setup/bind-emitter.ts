import type { EventEmitter } from 'node:events';

type Listener = ((...args: unknown[]) => unknown) & { listener?: Listener };

// `once` and `prependOnceListener` add by these, with a wrapper whose `listener` is the one that was given.
const ADDING = ['on', 'addListener', 'prependListener'] as const;
const REMOVING = ['off', 'removeListener'] as const;
const BOUND: unique symbol = Symbol('listeners bound by @otel-xray/aws-xray-sdk-core');

/** An emitter with the wrappers of `once` that were bound. */
type BoundEmitter = EventEmitter & { [BOUND]?: WeakMap<Listener, Listener> };

/** Binds the listeners that are added to an emitter from now on. A second call changes nothing. */
export function bindEmitter<E extends EventEmitter>(emitter: E, bind: (listener: Listener) => Listener): E {
  const target: BoundEmitter = emitter;
  if (target[BOUND] !== undefined) return emitter;
  const wrappers = new WeakMap<Listener, Listener>();
  Object.defineProperty(target, BOUND, { value: wrappers });
  for (const name of ADDING) {
    const add = emitter[name];
    replace(emitter, name, function (this: EventEmitter, event: string | symbol, listener: Listener) {
      if (typeof listener !== 'function') return add.call(this, event, listener);
      const added = bind(listener);
      // Node removes a listener by this member too.
      added.listener = listener.listener ?? listener;
      if (listener.listener !== undefined) wrappers.set(listener, added);
      return add.call(this, event, added);
    });
  }
  for (const name of REMOVING) {
    const remove = emitter[name];
    replace(emitter, name, function (this: EventEmitter, event: string | symbol, listener: Listener) {
      return remove.call(this, event, wrappers.get(listener) ?? listener);
    });
  }
  return emitter;
}

function replace(emitter: EventEmitter, name: string, method: unknown): void {
  Object.defineProperty(emitter, name, { value: method, configurable: true, writable: true, enumerable: false });
}
