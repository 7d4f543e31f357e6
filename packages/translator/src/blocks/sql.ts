import { SQL_SYSTEMS, writeSqlAsCollector } from '../collector/sql.ts';
import type { Entity, Translation } from '../entity/translation.ts';
import { databaseAddress, givenSystem, placeOf, systemName } from '../read/database.ts';
import {
  DB,
  DB_CONNECTION_STRING,
  DB_NAME,
  DB_NAMESPACE,
  DB_QUERY_TEXT,
  DB_STATEMENT,
  DB_STORED_PROCEDURE,
  DB_SYSTEM,
  DB_SYSTEM_NAME,
  DB_USER,
  NET_PEER_NAME,
  NET_PEER_PORT,
  SERVER_ADDRESS,
  SERVER_PORT,
  type Slot,
} from '../read/semconv.ts';
import { memberName, opening } from '../write/json-writer.ts';

/** The names of the members written here. */
const M = {
  sql: opening('sql'),
  connection_string: memberName('connection_string'),
  url: memberName('url'),
  database_type: memberName('database_type'),
  user: memberName('user'),
  sanitized_query: memberName('sanitized_query'),
  preparation: memberName('preparation'),
};

/** Writes `sql`, for spans of SQL databases: with it another store would be drawn as one. */
export function writeSql(t: Translation, e: Entity): void {
  if ((t.attributes.groups & DB) === 0) return;
  // A span that only wraps a call is none.
  if (e.isLocalWork) return;
  if (t.options.rules.databases) writeCurrent(t);
  else writeSqlAsCollector(t, e);
}

// Names of the stable database conventions, and systems that the collector does not know.
const MORE_SQL_SYSTEMS: ReadonlySet<string> = new Set([
  'ibm.db2',
  'microsoft.sql_server',
  'oracle.db',
  'cockroachdb',
  'trino',
  'clickhouse',
  'aws.redshift',
  'redshift',
  'h2',
  'h2database',
  'hsqldb',
  'firebirdsql',
  'sap.hana',
  'hanadb',
  'sap.maxdb',
  'maxdb',
  'gcp.spanner',
  'spanner',
  'snowflake',
  'vertica',
  'softwareag.adabas',
  'adabas',
]);

function writeCurrent(t: Translation): void {
  const { writer, attributes: a } = t;
  const given = givenSystem(a);
  const system = systemName(given);
  if (!SQL_SYSTEMS.has(system) && !MORE_SQL_SYSTEMS.has(system)) return;
  writer.openMember(M.sql);
  writeAddress(t, system);
  writer.stringMember(M.database_type, system);
  if (system === given) a.useIfSame(system, SYSTEM);
  const user = a.text(DB_USER);
  if (user !== '') {
    writer.stringMember(M.user, user);
    a.use(DB_USER);
  }
  const query = a.text(DB_QUERY_TEXT) || a.text(DB_STATEMENT);
  if (query !== '') {
    writer.stringMember(M.sanitized_query, query);
    a.useIfSame(query, QUERY);
  }
  if (a.text(DB_STORED_PROCEDURE) !== '') writer.stringMember(M.preparation, 'call');
  writer.closeObject();
}

const SYSTEM: readonly Slot[] = [DB_SYSTEM_NAME, DB_SYSTEM];
const QUERY: readonly Slot[] = [DB_QUERY_TEXT, DB_STATEMENT];
const NAME: readonly Slot[] = [DB_NAMESPACE, DB_NAME];
const HOST: readonly Slot[] = [SERVER_ADDRESS, NET_PEER_NAME];
const PORT: readonly Slot[] = [SERVER_PORT, NET_PEER_PORT];

/**
 * Writes the connection string, given or made of the host, and `url`, of which the collector demands `system://host:port/database`.
 * Neither is made up where the host is not known.
 */
function writeAddress(t: Translation, system: string): void {
  const { writer, attributes: a } = t;
  const { host, port, database } = databaseAddress(a);
  const { server, connection, url } = placeOf(t, system, host, port, database);
  const given = a.text(DB_CONNECTION_STRING);
  if (given !== '') {
    writer.stringMember(M.connection_string, withDatabase(given, database));
    a.use(DB_CONNECTION_STRING);
  } else if (connection !== '') {
    writer.stringMember(M.connection_string, connection);
  }
  if (url !== '') writer.stringMember(M.url, url);
  if (given === '' && server === '') return;
  if (database !== '') a.useIfSame(database, NAME);
  if (server === '') return;
  a.useIfSame(host, HOST);
  if (port !== '') a.useIfText(port, PORT);
}

/** A connection string that is a URL without path gets the database that the span names; one with a path or a query is whole. */
function withDatabase(given: string, database: string): string {
  if (database === '' || !BARE_URL.test(given)) return given;
  return given.endsWith('/') ? given + database : `${given}/${database}`;
}

const BARE_URL = /^[A-Za-z][A-Za-z0-9+.:-]*:\/\/[^/?#;]+\/?$/;
