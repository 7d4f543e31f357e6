import { type EntityDocument, entitiesOf, exceptionsOf, timesOf } from '../trace/documents.ts';
import { exceptionLines } from './exception.ts';
import { timeline } from './timeline.ts';

/**
 * A trace as lines: its timeline, and its first exception.
 * @param documents the trace's segments, parsed
 * @param folder paths inside it are shown relative to it
 */
export function traceReport(documents: readonly EntityDocument[], folder?: string): string[] {
  if (documents.length === 0) return ['Only subsegments were received, not their segment.'];
  const first = firstFailure(documents);
  return [...timeline(documents), ...(first ? ['', ...exceptionLines(first, folder)] : [])];
}

/** The entity with the first exception. It started last: the entities above it only pass the failure on. */
export function firstFailure(documents: readonly EntityDocument[]): EntityDocument | undefined {
  const failed = entitiesOf(documents).filter((entity) => exceptionsOf(entity).length > 0);
  return failed.sort((a, b) => timesOf(b).start - timesOf(a).start)[0];
}
