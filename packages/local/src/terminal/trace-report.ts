import { type EntityDocument, entitiesOf, exceptionsOf, timesOf } from '../trace/documents.ts';
import { exceptionLines } from './exception.ts';
import { timeline } from './timeline.ts';

/**
 * A trace as lines: its timeline, and the exception that was first.
 * @param documents the trace's segments, parsed
 * @param folder paths inside it are shown without it
 */
export function traceReport(documents: readonly EntityDocument[], folder: string): string[] {
  if (documents.length === 0) return ['Only subsegments came; the segment that they belong to did not.'];
  const first = firstFailure(documents);
  return [...timeline(documents), ...(first ? ['', ...exceptionLines(first, folder)] : [])];
}

/** The entity whose exception was the first. It started last: those above it only pass the failure on. */
export function firstFailure(documents: readonly EntityDocument[]): EntityDocument | undefined {
  const failed = entitiesOf(documents).filter((entity) => exceptionsOf(entity).length > 0);
  return failed.sort((a, b) => timesOf(b).start - timesOf(a).start)[0];
}
