/** One exception as it will stand in `cause.exceptions`, with what caused it. */
export interface ParsedException {
  type: string;
  message: string;
  stack: StackFrame[];
  cause?: ParsedException;
  /** The members of an AggregateError. */
  errors?: ParsedException[];
}

export interface StackFrame {
  path: string;
  line: number;
  label: string;
}

/** Adds to `exception` the frames of a stack trace, and the exceptions that caused it as far as the text shows them. */
export type StackParser = (stacktrace: string, exception: ParsedException) => void;

export function newException(type: string, message: string): ParsedException {
  return { type, message, stack: [] };
}
