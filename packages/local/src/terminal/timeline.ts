import { objectIn, textIn } from '../ground/json.ts';
import { callTrees, type EntityDocument, stateOf, statusOf, timesOf } from '../trace/documents.ts';
import { paint } from './paint.ts';
import { printable } from './printable.ts';
import { table } from './table.ts';

/**
 * The timeline of a trace as lines: a tree with bars, the segments under the subsegments that called them.
 * @param documents the trace's segments as BatchGetTraces returns them, parsed
 * @param options `bars: false` for the time since the start instead
 */
export function timeline(
  documents: readonly EntityDocument[],
  { bars = true }: { readonly bars?: boolean } = {},
): string[] {
  const rows = rowsOf(documents);
  const times = rows.map(({ entity }) => timesOf(entity));
  const start = times.reduce((first, time) => Math.min(first, time.start), Number.POSITIVE_INFINITY);
  const end = times.reduce((last, time) => Math.max(last, time.end), Number.NEGATIVE_INFINITY);
  return table(
    rows.map(({ entity, branch, isSegment }) => [
      paint.quiet(branch) + (isSegment ? paint.strong(printable(entity['name'])) : printable(entity['name'])),
      paint.quiet(isSegment ? 'segment' : kindOf(entity)),
      durationOf(entity),
      paint[stateOf(entity)](`${statusOf(entity) ?? ''} ${stateOf(entity)}`.trim()),
      bars ? paint[stateOf(entity)](barOf(entity, start, end)) : offsetOf(entity, start),
    ]),
    ['end', 'end', 'start', 'end', 'end'],
  );
}

function offsetOf(entity: EntityDocument, start: number): string {
  return `at ${((timesOf(entity).start - start) * 1e3).toFixed(1)} ms`;
}

interface Row {
  readonly entity: EntityDocument;
  /** The lines that lead to it. */
  readonly branch: string;
  readonly isSegment: boolean;
}

// Parents first, siblings by their start.
function rowsOf(documents: readonly EntityDocument[]): Row[] {
  const { tops, childrenOf } = callTrees(documents);
  const segments = new Set(documents);
  const rows: Row[] = [];
  const seen = new Set<EntityDocument>();
  // A list instead of recursion: a chain of calls may be longer than the stack.
  const waiting = tops.map((entity) => ({ entity, branch: '', below: '' })).reverse();
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { entity, below } = next;
    // Documents of a stranger may call each other in a circle.
    if (seen.has(entity)) continue;
    seen.add(entity);
    rows.push({ entity, branch: next.branch, isSegment: segments.has(entity) });
    const children = childrenOf(entity);
    // Deeper rows stand under each other: nobody could read the lines that lead to them.
    const isDeep = below.length >= MAX_BRANCH_LENGTH;
    for (const [index, child] of [...children.entries()].reverse()) {
      const isLast = index === children.length - 1;
      const branch = `${below}${isLast ? '└ ' : '├ '}`;
      waiting.push({ entity: child, branch, below: isDeep ? below : `${below}${isLast ? '  ' : '│ '}` });
    }
  }
  return rows;
}

function kindOf({ namespace, aws }: EntityDocument): string {
  if (namespace === 'aws') return `aws ${printable(textIn(objectIn(aws)['operation']) ?? '')}`.trimEnd();
  return namespace === 'remote' ? namespace : '';
}

function durationOf(entity: EntityDocument): string {
  const { start, end, hasEnded } = timesOf(entity);
  return hasEnded ? `${((end - start) * 1_000).toFixed(1)} ms` : 'in progress';
}

function barOf(entity: EntityDocument, start: number, end: number): string {
  const scale = BAR_WIDTH / (end - start || 1);
  const times = timesOf(entity);
  const from = Math.min(Math.floor((times.start - start) * scale), BAR_WIDTH - 1);
  const length = Math.max(1, Math.round(((times.hasEnded ? times.end : end) - times.start) * scale));
  return ' '.repeat(from) + (times.hasEnded ? '█' : '▒').repeat(Math.min(length, BAR_WIDTH - from));
}

const BAR_WIDTH = 36;
const MAX_BRANCH_LENGTH = 60;
