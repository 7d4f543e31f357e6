import { callTrees, type EntityDocument, timesOf } from '../trace/documents.ts';

/** A part of the time of a trace, and who spent it. */
export interface Stretch {
  readonly entity: EntityDocument;
  /** Seconds. */
  readonly duration: number;
}

/**
 * The critical path of a trace: for each moment of its longest root the innermost entity that it waited for. Among several in parallel,
 * that is the last one to end. The durations add up to the root's.
 * @param documents the trace's segments, parsed
 */
export function criticalPath(documents: readonly EntityDocument[]): Stretch[] {
  const { tops, childrenOf } = callTrees(documents);
  const [root] = [...tops].sort((a, b) => lengthOf(b) - lengthOf(a));
  if (!root) return [];
  const stretches: Stretch[] = [];
  // Backwards in time: who ended last before a moment was waited for.
  const waiting = [{ entity: root, from: timesOf(root).start, to: timesOf(root).end }];
  const seen = new Set<EntityDocument>();
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { entity, from } = next;
    if (seen.has(entity)) continue;
    seen.add(entity);
    let to = next.to;
    let own = 0;
    const children = childrenOf(entity).filter((child) => timesOf(child).hasEnded);
    for (const child of children.sort((a, b) => timesOf(b).end - timesOf(a).end)) {
      const times = timesOf(child);
      const end = Math.min(times.end, to);
      const start = Math.max(times.start, from);
      if (end <= start) continue;
      own += to - end;
      waiting.push({ entity: child, from: start, to: end });
      to = start;
    }
    own += Math.max(0, to - from);
    if (own > 0) stretches.push({ entity, duration: own });
  }
  return stretches;
}

function lengthOf(entity: EntityDocument): number {
  const { start, end } = timesOf(entity);
  return end - start;
}
