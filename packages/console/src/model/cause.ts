import type { StackFrame } from '../contract/index.ts';
import { isObject, objectIn, textIn } from './json-value.ts';

/** An exception of a document's `cause`. */
export interface CauseException {
  readonly id: string | undefined;
  readonly type: string;
  readonly message: string;
  /** A called service threw it. */
  readonly isRemote: boolean;
  readonly stack: readonly StackFrame[];
  /** Frames that were left out. */
  readonly truncated: number;
  /** The exception that led to it, if it is here. */
  readonly cause: string | undefined;
}

/** The cause in a document: exceptions, or the id of one in a subsegment. */
export interface Cause {
  readonly exceptions: readonly CauseException[];
  readonly reference: string | undefined;
  readonly workingDirectory: string | undefined;
}

/** Reads the `cause` of a document; what is not as documented is left out. */
export function readCause(cause: unknown): Cause {
  if (typeof cause === 'string') return { exceptions: [], reference: cause, workingDirectory: undefined };
  const { exceptions, working_directory } = objectIn(cause);
  const read = Array.isArray(exceptions) ? exceptions.filter(isObject).map(readException) : [];
  return { exceptions: chained(read), reference: undefined, workingDirectory: textIn(working_directory) };
}

function readException(exception: Readonly<Record<string, unknown>>): CauseException {
  const { id, type, message, remote, stack, truncated, cause } = exception;
  return {
    id: textIn(id),
    type: textIn(type) ?? 'Error',
    message: textIn(message) ?? '',
    isRemote: remote === true,
    stack: Array.isArray(stack) ? stack.filter(isObject).map(readFrame) : [],
    truncated: typeof truncated === 'number' ? truncated : 0,
    cause: textIn(cause),
  };
}

function readFrame({ path, line, label }: Readonly<Record<string, unknown>>): StackFrame {
  return {
    ...(typeof path === 'string' && { path }),
    ...(typeof line === 'number' && { line }),
    ...(typeof label === 'string' && { label }),
  };
}

/** Each exception before the one that led to it. */
function chained(exceptions: readonly CauseException[]): CauseException[] {
  const byId = new Map(exceptions.map((exception) => [exception.id, exception]));
  const isCause = new Set(exceptions.map(({ cause }) => cause).filter((id) => id !== undefined && byId.has(id)));
  const ordered: CauseException[] = [];
  const heads = exceptions.filter(({ id }) => id === undefined || !isCause.has(id));
  for (const head of [...heads, ...exceptions]) {
    for (let at: CauseException | undefined = head; at && !ordered.includes(at); at = byId.get(at.cause))
      ordered.push(at);
  }
  return ordered;
}
