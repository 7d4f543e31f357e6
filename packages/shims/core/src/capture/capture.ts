import { withEntity } from '../context/active.ts';
import { isAutomaticMode, resolveSegment } from '../context/current.ts';
import { getLogger } from '../ground/logger.ts';
import { settings } from '../ground/settings.ts';
import type { Segment } from '../segments/segment.ts';
import type { Subsegment } from '../segments/subsegment.ts';

type Parent = Segment | Subsegment;

/**
 * Runs a function in a new subsegment, which closes when the function returns or throws.
 * @param parent in manual mode, the segment or subsegment above it; in automatic mode it counts unless `explicitParent` is off
 * @throws Error for a name that is no string or a function that is none, and whatever the function throws
 */
export function captureFunc<T>(name: string, fcn: (subsegment?: Subsegment) => T, parent?: Parent): T {
  validate(name, fcn);
  const above = resolveParent(parent);
  if (above === undefined) {
    getLogger().warn('Failed to capture function.');
    return fcn();
  }
  const current = above.addNewSubsegment(name);
  try {
    const result = runIn(current, fcn);
    current.close();
    return result;
  } catch (error) {
    current.close(error as Error);
    throw error;
  }
}

/**
 * Runs an asynchronous function in a new subsegment, which the function closes. One that is still open when the returned promise settles
 * closes then, with the error of a rejection; `configure({ autoClose: 'never' })` leaves it open, as the SDK does.
 */
export function captureAsyncFunc<T>(name: string, fcn: (subsegment?: Subsegment) => T, parent?: Parent): T {
  validate(name, fcn);
  const above = resolveParent(parent);
  if (above === undefined) {
    getLogger().warn('Failed to capture async function.');
    return fcn();
  }
  const current = above.addNewSubsegment(name);
  try {
    const result = runIn(current, fcn);
    if (settings.autoClose === 'promise') closeWith(current, result);
    return result;
  } catch (error) {
    current.close(error as Error);
    throw error;
  }
}

/**
 * Wraps a callback: each call runs it in a new subsegment, which is passed after the arguments. The wrapper returns nothing.
 */
export function captureCallbackFunc<S extends unknown[], T>(
  name: string,
  fcn: (...args: S) => T,
  parent?: Parent,
): (...args: S) => T {
  validate(name, fcn);
  const base = resolveParent(parent);
  if (base === undefined) {
    getLogger().warn('Failed to capture callback function.');
    return fcn;
  }
  base.incrementCounter();
  const wrapper = (...args: S): void => {
    const above = resolveSegment(parent);
    captureFunc(name, (sub) => (fcn as (...all: unknown[]) => T)(...args, sub), above);
    base.decrementCounter();
  };
  return wrapper as (...args: S) => T;
}

function resolveParent(parent: Parent | undefined): Parent | undefined {
  const isExplicit = settings.explicitParent && typeof parent?.addNewSubsegment === 'function';
  return (isExplicit && isAutomaticMode() ? parent : resolveSegment(parent)) ?? undefined;
}

function runIn<T>(current: Subsegment, fcn: (subsegment?: Subsegment) => T): T {
  return isAutomaticMode() ? withEntity(current, () => fcn(current)) : fcn(current);
}

function closeWith(current: Subsegment, result: unknown): void {
  if (current.isClosed() || typeof (result as PromiseLike<unknown> | undefined)?.then !== 'function') return;
  const close = (error?: Error): void => {
    if (!current.isClosed()) current.close(error);
  };
  (result as PromiseLike<unknown>).then(
    () => close(),
    (error) => close(error instanceof Error || typeof error === 'string' ? (error as Error) : new Error(String(error))),
  );
}

function validate(name: unknown, fcn: unknown): void {
  const problem =
    typeof name !== 'string' || name === ''
      ? 'Param "name" must be a non-empty string.'
      : typeof fcn !== 'function'
        ? 'Param "fcn" must be a function.'
        : undefined;
  if (problem === undefined) return;
  getLogger().error(problem);
  throw new Error(problem);
}
