import { createHash } from 'node:crypto';
import type { FailureRow, TraceLists } from '../store/trace-lists.ts';
import type { TraceRow } from '../store/trace-pages.ts';
import { worstOf } from '../trace/flags.ts';

/** Identifies the group of a failure: failures with one cause have one key. */
export function groupKey(failure: FailureRow): string {
  const { type, masked, path, line, node, name, status, flags } = failure;
  return JSON.stringify(isException(failure) ? [type, masked, path, line] : [node, name, status, worstOf(flags)]);
}

/** The id of a group in requests and answers. */
export function groupId(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 16);
}

/**
 * Whether a failure is an exception. Instrumentations set the status as the type of an error and nothing else: nobody threw it, and there
 * is no stack to show.
 */
export function isException({ type, message, path, label, status }: FailureRow): boolean {
  if (type === null) return false;
  return type !== String(status) || message !== '' || path !== null || label !== null;
}

/** Those traces of which a root cause is in a group. */
export function withErrorGroup(
  rows: readonly TraceRow[],
  id: string,
  lists: Pick<TraceLists, 'failures'>,
): readonly TraceRow[] {
  const ids = new Map<string, string>();
  const found = new Set<number>();
  for (const failure of lists.failures(rows.map(({ key }) => key))) {
    if (failure.origin !== null) continue;
    const key = groupKey(failure);
    const own = ids.get(key) ?? groupId(key);
    ids.set(key, own);
    if (own === id) found.add(failure.trace);
  }
  return rows.filter(({ key }) => found.has(key));
}
