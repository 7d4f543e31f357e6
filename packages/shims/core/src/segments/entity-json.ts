import { getLogger } from '../ground/logger.ts';
import { bigintAsText } from './segment-utils.ts';

/** Members that are bookkeeping, or that stand for other documents. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  ...['segment', 'parent', 'counter', 'notTraced', 'noOp', 'exception', 'subsegments', 'facade'],
]);

/** The members that say where a document that is not embedded belongs. */
const PLACE: ReadonlySet<string> = new Set(['trace_id', 'parent_id', 'type']);

/** Returns what an entity records, by the names of X-Ray's segment documents, without its subsegments. */
export function membersOf(entity: object, place?: Readonly<Record<string, string>>): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  for (const key of Object.keys(entity)) {
    if (LEFT_OUT.has(key) || (place !== undefined && PLACE.has(key))) continue;
    const value = (entity as Record<string, unknown>)[key];
    if (typeof value !== 'function') members[key] = value;
  }
  return place === undefined ? members : { ...place, ...members };
}

/** Returns the JSON text of members. One that cannot be written, such as a circular object, is logged and left out. */
export function jsonOf(members: Record<string, unknown>, name: string): string {
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
