import { textIn } from '../ground/json.ts';
import { printable } from '../terminal/printable.ts';
import { callTrees, type EntityDocument, entitiesOf, exceptionsOf, stateOf, timesOf } from '../trace/documents.ts';
import { criticalPath } from './critical-path.ts';
import { millis } from './text.ts';

/** Entities of one name. */
interface Sum {
  readonly name: string;
  count: number;
  seconds: number;
}

/**
 * Explains the time of a trace: its critical path summed up by name, calls that repeat one after another, and failures.
 * @param documents the trace's segments, parsed
 */
export function explain(documents: readonly EntityDocument[]): string[] {
  const path = criticalPath(documents);
  const total = path.reduce((sum, { duration }) => sum + duration, 0);
  if (total === 0) return ['The trace has no time of its own yet: nothing has ended.'];
  const lines = [`The trace lasted ${millis(total)}. On its critical path:`];
  for (const { name, count, seconds } of sumUp(path.map(({ entity, duration }) => [nameOf(entity), duration])).slice(
    0,
    MOST,
  ))
    lines.push(
      `- ${name}: ${millis(seconds)}, ${Math.round((seconds / total) * 100)} %${count > 1 ? `, ${count} times` : ''}`,
    );
  const repeated = repeatedCalls(documents);
  if (repeated.length > 0) lines.push('', 'Calls that repeat one after another below one parent:');
  for (const { name, count, seconds } of repeated.slice(0, MOST))
    lines.push(`- ${name}: ${count} times, ${millis(seconds)} in all. One call for all of them may do.`);
  const failed = entitiesOf(documents).filter(
    (entity) => entity['inferred'] !== true && exceptionsOf(entity).length > 0,
  );
  if (failed.length > 0) lines.push('', 'Failures:');
  for (const entity of failed.slice(0, MOST)) {
    const [exception] = exceptionsOf(entity);
    lines.push(
      `- ${nameOf(entity)}: ${stateOf(entity)}, ${printable(`${textIn(exception?.['type']) ?? 'Exception'}: ${textIn(exception?.['message']) ?? ''}`)}`,
    );
  }
  return lines;
}

const MOST = 10;
const REPEATED_AT_LEAST = 5;

function repeatedCalls(documents: readonly EntityDocument[]): Sum[] {
  const { childrenOf } = callTrees(documents);
  const sums: Sum[] = [];
  for (const parent of entitiesOf(documents)) {
    const calls = childrenOf(parent).map((child): [string, number] => [
      nameOf(child),
      timesOf(child).end - timesOf(child).start,
    ]);
    sums.push(...sumUp(calls).filter(({ count }) => count >= REPEATED_AT_LEAST));
  }
  return sums.sort((a, b) => b.seconds - a.seconds);
}

/** Times by name, most first. */
export function sumUp(times: readonly (readonly [name: string, seconds: number])[]): Sum[] {
  const sums = new Map<string, Sum>();
  for (const [name, seconds] of times) {
    const sum = sums.get(name) ?? { name, count: 0, seconds: 0 };
    sum.count++;
    sum.seconds += seconds;
    sums.set(name, sum);
  }
  return [...sums.values()].sort((a, b) => b.seconds - a.seconds);
}

/** The name of an entity, on one line: a name may hold anything. */
export function nameOf(entity: EntityDocument): string {
  return printable(textIn(entity['name']) ?? '(no name)');
}
