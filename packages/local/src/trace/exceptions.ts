import { isObject, numberIn, objectIn, textIn } from '../ground/json.ts';
import type { Entity } from './entity.ts';

/** One exception of a document's `cause`. */
export interface Exception {
  readonly id: string | undefined;
  /** The id of another exception of the same entity. */
  readonly cause: string | undefined;
  readonly type: string | undefined;
  readonly message: string | undefined;
  /** Innermost call first. */
  readonly stack: readonly StackFrame[];
}

export interface StackFrame {
  readonly path?: string;
  readonly line?: number;
  readonly label?: string;
}

/** The exceptions of an entity, in document order. */
export function exceptionsOf({ fields }: Entity): Exception[] {
  const { exceptions } = objectIn(fields['cause']);
  if (!Array.isArray(exceptions)) return [];
  return exceptions.filter(isObject).map((exception) => ({
    id: textIn(exception['id']),
    cause: textIn(exception['cause']),
    type: textIn(exception['type']),
    message: textIn(exception['message']),
    stack: Array.isArray(exception['stack']) ? exception['stack'].filter(isObject).map(toFrame) : [],
  }));
}

/** The first frame outside of libraries and of Node itself; the first of all where there is none. */
export function ownFrame(stack: readonly StackFrame[]): StackFrame | undefined {
  return stack.find(({ path }) => path !== undefined && !LIBRARY.test(path)) ?? stack[0];
}

/** A message as its kind: numbers, ids and quoted parts give way to `<n>`, `<id>` and `<text>`. */
export function maskMessage(message: string): string {
  return message
    .slice(0, MAX_MASKED)
    .replace(/"[^"]*"|'[^']*'|`[^`]*`|«[^»]*»|“[^”]*”/g, '<text>')
    .replace(/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi, '<id>')
    .replace(/\b(?=[0-9a-f]*\d)[0-9a-f]{8,}\b/gi, '<id>')
    .replace(/\d+(?:\.\d+)*/g, '<n>');
}

function toFrame(frame: Readonly<Record<string, unknown>>): StackFrame {
  const path = textIn(frame['path']);
  const line = numberIn(frame['line']);
  const label = textIn(frame['label']);
  return {
    ...(path !== undefined && { path }),
    ...(line !== undefined && { line }),
    ...(label !== undefined && { label }),
  };
}

const LIBRARY = /(?:^|[\\/])node_modules[\\/]|^node:|^internal[\\/]/;
const MAX_MASKED = 1_000;
