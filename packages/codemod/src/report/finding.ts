/** `manual`: left in the code; `setup`: moved to the set-up; `info`: rewritten, and it behaves differently. */
export type Severity = 'manual' | 'setup' | 'info' | 'error';

/** One thing that the rewriting has to say. */
export interface Finding {
  readonly file: string;
  /** In the original, from 1. */
  readonly line: number;
  /** In the original, from 1. */
  readonly column: number;
  readonly severity: Severity;
  /** The rule of the guide, such as `R3`. */
  readonly rule: string;
  /** The construct, such as `setSegment`. */
  readonly construct: string;
  readonly why: string;
  readonly todo: string;
  /** The part of the guide. */
  readonly link: string;
}

/** A finding before its place is known as line and column. */
export interface Remark extends Pick<Finding, 'severity' | 'rule' | 'construct' | 'why' | 'todo'> {
  /** In UTF-16 units of the original. */
  readonly offset: number;
}

/** Gives a remark its place. */
export function toFinding(file: string, text: string, { offset, ...said }: Remark): Finding {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  const column = offset - (before.lastIndexOf('\n') + 1) + 1;
  return { file, line, column, ...said, link: `${GUIDE}#${said.rule.toLowerCase()}` };
}

const GUIDE = 'https://github.com/otel-xray/otel-xray/blob/main/packages/codemod/README.md';
