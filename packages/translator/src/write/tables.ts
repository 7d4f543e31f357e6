import { type JsonWriter, memberName } from './json-writer.ts';

const TABLE_NAME = memberName('table_name');
const TABLE_NAMES = memberName('table_names');

/** Writes `table_name` of one table, `table_names` of several, and nothing of an empty name. */
export function writeTables(writer: JsonWriter, tables: string | readonly unknown[]): void {
  if (typeof tables === 'string') {
    if (tables !== '') writer.stringMember(TABLE_NAME, tables);
    return;
  }
  writer.name(TABLE_NAMES);
  writer.openArray();
  for (const table of tables) writer.string(typeof table === 'string' ? table : '');
  writer.closeArray();
}
