import type { EventEmitter } from 'node:events';
import { type Context, context } from '@opentelemetry/api';
import type { Segment } from '../segments/segment.ts';
import type { Subsegment } from '../segments/subsegment.ts';
import { bindEmitter } from '../setup/bind-emitter.ts';
import { ensureContextManager, enterContext } from '../setup/context-manager.ts';
import { activeCell, activeEntity } from './active.ts';
import { type Cell, CellContext } from './cell-context.ts';

/** The name of the value that holds the current segment. */
const SEGMENT = 'segment';

/** A context as the functions of a namespace pass it around. */
// biome-ignore lint/suspicious/noExplicitAny: the type of `cls-hooked`
type NamespaceContext = any;

/** The part of a `cls-hooked` namespace that programs use, over the context of OpenTelemetry. */
export interface Namespace {
  readonly name: string;
  /** The active context; `null` outside of all contexts. */
  readonly active: NamespaceContext;
  // biome-ignore lint/suspicious/noExplicitAny: the type of `cls-hooked`
  set<T>(key: string, value: T): any;
  // biome-ignore lint/suspicious/noExplicitAny: the type of `cls-hooked`
  get(key: string): any;
  // biome-ignore lint/suspicious/noExplicitAny: the type of `cls-hooked`
  run(fn: (...args: any[]) => void): NamespaceContext;
  // biome-ignore lint/suspicious/noExplicitAny: the type of `cls-hooked`
  runAndReturn<T>(fn: (...args: any[]) => T): T;
  // biome-ignore lint/suspicious/noExplicitAny: the type of `cls-hooked`
  runPromise<T>(fn: (...args: any[]) => Promise<T>): Promise<T>;
  // biome-ignore lint/complexity/noBannedTypes: the type of `cls-hooked`
  bind<F extends Function>(fn: F, context?: NamespaceContext): F;
  bindEmitter(emitter: EventEmitter): void;
  createContext(): NamespaceContext;
  enter(context: NamespaceContext): void;
  exit(context: NamespaceContext): void;
}

const left: WeakMap<CellContext, Context> = new WeakMap();

/** The one namespace. It has no state: a context is one of OpenTelemetry's, so instrumentation and the SDK see each other. */
export const namespace: Namespace = {
  name: 'AWSXRay',
  get active() {
    return activeCell() === undefined ? null : context.active();
  },
  set: setValue,
  get: (key) => (key === SEGMENT ? activeEntity() : activeCell()?.values[key]),
  run: (fn) => {
    const entered = newContext();
    context.with(entered, fn, undefined, entered);
    return entered;
  },
  runAndReturn: (fn) => {
    const entered = newContext();
    return context.with(entered, fn, undefined, entered);
  },
  runPromise: (fn) => {
    const entered = newContext();
    const promise = context.with(entered, fn, undefined, entered);
    if (typeof promise?.then !== 'function') throw new Error('fn must return a promise.');
    return promise;
  },
  bind: (fn, given) => {
    ensureContextManager();
    return context.bind(given instanceof CellContext ? given : context.active(), fn);
  },
  bindEmitter: (emitter) => {
    ensureContextManager();
    bindEmitter(emitter, (listener) => context.bind(context.active(), listener));
  },
  createContext: newContext,
  enter: (entered) => {
    left.set(entered, context.active());
    enterContext(entered);
  },
  exit: (entered) => {
    const outer = left.get(entered);
    if (outer === undefined) throw new Error('context not currently entered; cannot exit.');
    left.delete(entered);
    enterContext(outer);
  },
};

/** A context below the active one, with the same segment. */
function newContext(): CellContext {
  ensureContextManager();
  const outer = activeCell();
  return new CellContext(context.active(), {
    segment: outer === undefined ? activeEntity() : outer.segment,
    values: { ...outer?.values },
  });
}

function setValue<T>(key: string, value: T): T {
  const cell = activeCell() ?? cellInsideSpan();
  if (cell === undefined) throw new Error('No context available. ns.run() or ns.bind() must be called first.');
  if (key === SEGMENT) cell.segment = value as (Segment & Subsegment) | undefined;
  else cell.values[key] = value;
  return value;
}

/** Inside a span of OpenTelemetry's API the context becomes one of ours, from here on. */
function cellInsideSpan(): Cell | undefined {
  if (activeEntity() === undefined) return undefined;
  const entered = newContext();
  return enterContext(entered) ? entered.cell : undefined;
}
