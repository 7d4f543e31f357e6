import type { Entity, Translation } from '../entity/translation.ts';
import { DB_CONNECTION_STRING, DB_NAME, DB_STATEMENT, DB_SYSTEM, DB_USER } from '../read/semconv.ts';
import { memberName, opening } from '../write/json-writer.ts';

/** The names of the members written here. */
const M = {
  sql: opening('sql'),
  connection_string: memberName('connection_string'),
  url: memberName('url'),
  database_type: memberName('database_type'),
  user: memberName('user'),
  sanitized_query: memberName('sanitized_query'),
};

/** The systems that the collector knows as SQL. */
export const SQL_SYSTEMS: ReadonlySet<string> = new Set([
  'db2',
  'derby',
  'hive',
  'mariadb',
  'mssql',
  'mysql',
  'oracle',
  'postgresql',
  'sqlite',
  'teradata',
  'other_sql',
]);

/** Writes `sql` from the older attributes, with the name of the span as `url`. */
export function writeSqlAsCollector(t: Translation, e: Entity): void {
  const { writer, attributes: a } = t;
  const system = a.text(DB_SYSTEM);
  if (!SQL_SYSTEMS.has(system)) return;
  for (const slot of [DB_CONNECTION_STRING, DB_SYSTEM, DB_NAME, DB_STATEMENT, DB_USER]) a.use(slot);
  writer.openMember(M.sql);
  writer.stringMember(M.connection_string, `${a.text(DB_CONNECTION_STRING) || 'localhost'}/${a.text(DB_NAME)}`);
  if (e.node.span.name !== '') writer.stringMember(M.url, e.node.span.name);
  writer.stringMember(M.database_type, system);
  if (a.text(DB_USER) !== '') writer.stringMember(M.user, a.text(DB_USER));
  if (a.text(DB_STATEMENT) !== '') writer.stringMember(M.sanitized_query, a.text(DB_STATEMENT));
  writer.closeObject();
}
