import { getLogger } from '../ground/logger.ts';
import { bigintAsText } from './segment-utils.ts';

/** Members that are bookkeeping, or that stand for other documents. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  ...['segment', 'parent', 'counter', 'notTraced', 'noOp', 'exception', 'subsegments', 'facade'],
]);

/** The same, and the members that say where a document that is not embedded belongs. */
const LEFT_OUT_WITH_PLACE: ReadonlySet<string> = new Set([...LEFT_OUT, 'trace_id', 'parent_id', 'type']);

/** Returns what an entity records, by the names of X-Ray's segment documents, without its subsegments. */
export function membersOf(entity: object, place?: Readonly<Record<string, string>>): Record<string, unknown> {
  const members: Record<string, unknown> = { ...place };
  const leftOut = place === undefined ? LEFT_OUT : LEFT_OUT_WITH_PLACE;
  for (const key of Object.keys(entity)) {
    if (leftOut.has(key)) continue;
    const value = (entity as Record<string, unknown>)[key];
    if (typeof value !== 'function') members[key] = value;
  }
  return members;
}

/** Returns the JSON text of members. One that cannot be written, such as a circular object, is logged and left out. */
export function jsonOf(members: Record<string, unknown>, name: string): string {
  try {
    // A function that replaces values is called for each of them: only what holds a bigint is worth that.
    return JSON.stringify(members);
  } catch {
    return jsonOfOdd(members, name);
  }
}

function jsonOfOdd(members: Record<string, unknown>, name: string): string {
  try {
    return JSON.stringify(members, bigintAsText);
  } catch {
    const writable = Object.entries(members).filter(([key, value]) => {
      try {
        JSON.stringify(value, bigintAsText);
        return true;
      } catch (error) {
        getLogger().error(`Failed to write "${key}" of "${name}", which is left out: ${(error as Error).message}`);
        return false;
      }
    });
    return JSON.stringify(Object.fromEntries(writable), bigintAsText);
  }
}
