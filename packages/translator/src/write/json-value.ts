import type { JsonWriter } from './json-writer.ts';
import { toJsonValue } from './odd-values.ts';

/** Writes any value: scalars as they are, lists and maps member by member, odd ones as odd-values.ts reads them. */
export function writeValue(writer: JsonWriter, value: unknown): void {
  if (typeof value === 'string') writer.string(value);
  else if (typeof value === 'number') writer.number(value);
  else if (typeof value === 'boolean') writer.boolean(value);
  else if (Array.isArray(value)) writeList(writer, value);
  else writeJsonValue(writer, toJsonValue(value));
}

/** Writes a list; of one that fits no document only the items that fill one, each of two bytes at least. */
function writeList(writer: JsonWriter, given: readonly unknown[]): void {
  const most = writer.maxText / 2;
  const list = given.length > most ? given.slice(0, most) : given;
  writeJsonValue(writer, list.every(isPlain) ? list : toJsonValue(list));
}

/** Whether nothing needs to be turned into something else: the lists that attributes hold. */
function isPlain(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** Writes a value that is JSON already. */
export function writeJsonValue(writer: JsonWriter, value: unknown): void {
  if (typeof value === 'string') {
    writer.string(value);
  } else if (typeof value === 'number') {
    writer.number(value);
  } else if (typeof value === 'boolean') {
    writer.boolean(value);
  } else if (Array.isArray(value)) {
    const mark = writer.length;
    writer.openArray();
    for (const item of value) {
      writeJsonValue(writer, item);
      // The document is over the limit by now, and this list is what will be cut.
      if (writer.length - mark > writer.maxText) break;
    }
    writer.closeArray();
  } else if (typeof value === 'object' && value !== null) {
    writer.openObject();
    for (const [key, member] of Object.entries(value)) {
      writer.key(key);
      writeJsonValue(writer, member);
    }
    writer.closeObject();
  } else {
    writer.null();
  }
}
