import { randomHex } from '../ground/random-ids.ts';

/** A stack frame of a document. Source: X-Ray developer guide, "Segment documents", section Errors and exceptions. */
interface StackFrame {
  path: string;
  line: number;
  label: string;
}

/** An exception of a document. */
export interface CapturedException {
  message: string;
  type: string;
  stack: StackFrame[];
  remote: boolean;
  id: string;
  /** ID of the exception that caused this one. */
  cause?: string;
}

/** Causes of causes that are followed. */
const MAX_CAUSES = 10;

/**
 * Returns an error as exceptions of a document: itself, and those that `Error.cause` and `AggregateError.errors` name, linked by ID.
 * @param remote whether another service threw it
 */
export function captureException(error: object | string, remote: boolean): CapturedException[] {
  const exceptions: CapturedException[] = [];
  const seen = new Set<unknown>();
  const capture = (value: unknown): string | undefined => {
    const isText = typeof value === 'string' || value instanceof String;
    if ((!isText && (typeof value !== 'object' || value === null)) || seen.has(value)) return undefined;
    if (exceptions.length >= MAX_CAUSES) return undefined;
    seen.add(value);
    const { message, name, stack, cause, errors } = isText ? { message: String(value), name: '' } : (value as Failure);
    const exception: CapturedException = {
      message: message as string,
      type: name as string,
      stack: typeof stack === 'string' ? framesOf(stack) : [],
      remote,
      id: randomHex(8),
    };
    exceptions.push(exception);
    const causes = [cause, ...(Array.isArray(errors) ? errors : [])].map(capture);
    const first = causes.find((id) => id !== undefined);
    if (first !== undefined) exception.cause = first;
    return exception.id;
  };
  capture(error);
  return exceptions;
}

interface Failure {
  readonly message?: unknown;
  readonly name?: unknown;
  readonly stack?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
}

/** `at label (path:line:column)` or `at path:line:column`. Paths may hold colons: `file:///a.js`, `node:net`, `C:\a.js`. */
const FRAME = /^\s*at (?:(.*) \()?(.*?)(?::(\d+))?(?::\d+)?\)?$/;

function framesOf(stack: string): StackFrame[] {
  const frames: StackFrame[] = [];
  for (const text of stack.split('\n')) {
    const frame = FRAME.exec(text);
    if (frame === null) continue;
    const [, label, place = '', line = '0'] = frame;
    const isAsync = label === undefined && place.startsWith('async ');
    const path = isAsync ? place.slice('async '.length) : place;
    frames.push({
      path: path.startsWith('file://') ? path.slice('file://'.length) : path,
      line: Number(line),
      label: label ?? (isAsync ? 'async' : 'anonymous'),
    });
  }
  return frames;
}
