import type { EventEmitter } from 'node:events';
import { syncBuiltinESMExports } from 'node:module';
import { onTestFinished } from 'vitest';

// Each call of Node that we make fails once, as SQLite tests itself: https://www.sqlite.org/testing.html#anomaly_testing

/** How a call fails. The last two are no errors, and as bad. */
type How = 'throws' | 'calls back' | 'rejects' | 'emits' | 'half' | 'never answers';

/** One call to one function of Node that fails. */
export interface Fault {
  /** Name of the call, for the table. */
  readonly call: string;
  readonly owner: object;
  readonly name: string;
  readonly how: How;
  /** `undefined` where it is no error. */
  readonly error?: unknown;
  /** Number of calls before that work. */
  readonly after?: number;
}

type Call = (...args: unknown[]) => unknown;

/**
 * Makes one call fail, until the end of the test; the others work.
 * @returns how many have failed so far: 1 at the end
 */
export function inject({ owner, name, how, error, after = 0 }: Fault): () => number {
  const functions = owner as Record<string, Call>;
  const real = functions[name]!;
  let left = after;
  let failures = 0;
  functions[name] = function (this: unknown, ...args: unknown[]) {
    const callback = args.findLast((argument) => typeof argument === 'function') as Call | undefined;
    const canFail = failures === 0 && (how !== 'calls back' || callback !== undefined) && left-- <= 0;
    if (!canFail) return Reflect.apply(real, this, args);
    failures++;
    switch (how) {
      case 'throws':
        throw error;
      case 'rejects':
        return Promise.reject(error);
      case 'calls back':
        process.nextTick(callback as Call, error);
        return this;
      case 'emits': {
        const result = Reflect.apply(real, this, args);
        const emitter = (isEmitter(result) ? result : this) as EventEmitter;
        setImmediate(() => emitter.emit('error', error));
        return result;
      }
      case 'half':
        return doHalf(real, this, args);
      case 'never answers':
        return this ?? {};
    }
  };
  syncBuiltinESMExports();
  onTestFinished(() => {
    functions[name] = real;
    syncBuiltinESMExports();
  });
  return () => failures;
}

const isEmitter = (value: unknown): boolean => typeof (value as EventEmitter | undefined)?.emit === 'function';

/** Writes the first half of a buffer, and cuts the connection; of a read into a buffer, gives half. */
function doHalf(real: Call, self: unknown, args: unknown[]): unknown {
  const at = args.findIndex((argument) => argument instanceof Uint8Array || typeof argument === 'string');
  const socket = self as { destroy?: (error: Error) => void } | undefined;
  if (typeof socket?.destroy !== 'function') return Math.floor(Number(Reflect.apply(real, self, args)) / 2);
  const data = args[at] as Uint8Array | string | undefined;
  const half = data?.slice(0, data.length >> 1);
  const first = at < 0 ? args : args.with(at, half);
  const result = at < 0 ? undefined : Reflect.apply(real, self, first);
  setImmediate(() => socket.destroy?.(Object.assign(new Error('injected ECONNRESET'), { code: 'ECONNRESET' })));
  return result;
}

/** An error of the system. */
export function errorOf(code: string, fields: object = {}): Error {
  return Object.assign(new Error(`injected ${code}`), { code }, fields);
}

/** Seed of the errors that are drawn; another one with the environment's `FAULT_SEED`. */
const SEED: number = Number(process.env['FAULT_SEED'] ?? 20_261_201);

/** Draws from 0 to 1. Source: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const random = randomOf(SEED);

/**
 * Errors that no documentation promises: one without a message, one with a code that is a number or unknown, and a value that is no error.
 */
const ODD_ERRORS: readonly (() => unknown)[] = [
  () => new Error(''),
  () => Object.assign(new Error('injected with a number'), { code: 42 }),
  () => errorOf('EUNHEARDOF'),
  () => errorOf('EUNKNOWN', { errno: Number.NaN, syscall: undefined }),
  () => 'injected text',
  () => ({ code: 'EOBJECT', toString: () => 'injected object' }),
  () => Object.assign(new AggregateError([errorOf('EFIRST'), errorOf('ESECOND')]), { code: 'EFIRST' }),
];

/** Draws an odd error; the same seed gives the same errors in the same order. */
function oddError(): unknown {
  return ODD_ERRORS[Math.floor(random() * ODD_ERRORS.length)]!();
}

/** Adds to each fault that is an error the same one with an error that is drawn. */
export function withOddErrors(faults: readonly Fault[]): Fault[] {
  return faults.flatMap((fault) => (fault.error === undefined ? [fault] : [fault, { ...fault, error: oddError() }]));
}

/** Returns a line for each fault and its outcome, for people. */
export class FaultTable {
  readonly #rows: string[] = [];

  add({ call, how, error, after = 0 }: Fault, outcome: string): void {
    const when = after > 0 ? `call ${after + 1}` : '';
    this.#rows.push(`${call.padEnd(26)} ${how.padEnd(13)} ${textOf(error).padEnd(32)} ${when.padEnd(7)} ${outcome}`);
  }

  /** Prints them. */
  print(title: string): void {
    console.log([`${title}, seed ${SEED}`, ...this.#rows].join('\n'));
  }
}

/** An error as a table shows it. */
export function textOf(error: unknown): string {
  if (error === undefined) return '';
  if (error instanceof Error) return error.message === '' ? `${error.name} without a message` : error.message;
  return String(error);
}

/** Notes errors that nobody catches: one of them would end the application. */
export function watchUncaught(): readonly unknown[] {
  const uncaught: unknown[] = [];
  const note = (error: unknown): void => void uncaught.push(error);
  process.on('uncaughtException', note);
  process.on('unhandledRejection', note);
  onTestFinished(() => {
    process.off('uncaughtException', note);
    process.off('unhandledRejection', note);
  });
  return uncaught;
}
