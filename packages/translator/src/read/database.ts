import type { AttributeReader } from './attribute-reader.ts';
import { isIpLiteral } from './ip-literal.ts';
import {
  DB_CONNECTION_STRING,
  DB_NAME,
  DB_NAMESPACE,
  DB_SYSTEM,
  DB_SYSTEM_NAME,
  NET_PEER_NAME,
  NET_PEER_PORT,
  SERVER_ADDRESS,
  SERVER_PORT,
} from './semconv.ts';

// Names that object-relational mappers and query builders give to systems, beside those of the conventions.
const ALIASES: ReadonlyMap<string, string> = new Map([
  ...['postgres', 'pg', 'aurora-postgres', 'pgnative'].map((name) => [name, 'postgresql'] as const),
  ...['mysql2', 'aurora-mysql'].map((name) => [name, 'mysql'] as const),
  ...['better-sqlite3', 'sqlite3', 'sqljs'].map((name) => [name, 'sqlite'] as const),
  ['oracledb', 'oracle'],
  ['mongo', 'mongodb'],
  ['cockroach', 'cockroachdb'],
]);

/** The system of a database under the name that the conventions have for it. */
export function systemName(name: string): string {
  return ALIASES.get(name) ?? name;
}

/** Where a database is, as far as the span says so; empty where it does not. */
export interface DatabaseAddress {
  readonly host: string;
  readonly port: string;
  readonly database: string;
}

/** Reads the address from the attributes, the connection string in the second place. */
export function databaseAddress(a: AttributeReader): DatabaseAddress {
  const given = a.text(DB_CONNECTION_STRING);
  const inString = given === '' ? undefined : AUTHORITY.exec(withoutJdbc(given));
  const host = a.text(SERVER_ADDRESS) || a.text(NET_PEER_NAME);
  return {
    host: host || (inString?.[1] ?? ''),
    port: host === '' ? (inString?.[2] ?? '') : a.text(SERVER_PORT) || a.text(NET_PEER_PORT),
    database: a.text(DB_NAMESPACE) || a.text(DB_NAME) || (inString?.[3] ?? ''),
  };
}

/** The system as given; empty where the span names none. */
export function givenSystem(a: AttributeReader): string {
  return a.text(DB_SYSTEM_NAME) || a.text(DB_SYSTEM);
}

/** A database in its place, and how documents name it. */
export interface DatabasePlace extends DatabaseAddress {
  readonly system: string;
  /** The name of its node. */
  readonly node: string;
  /** `system://host:port`; empty where the host is not known. */
  readonly server: string;
  /** The server with the database behind it; empty where the host is not known. */
  readonly connection: string;
  /** The same as a URL; empty where host or database is not known. */
  readonly url: string;
}

/** The value before a database was named. */
export const NO_PLACE: DatabasePlace = {
  system: '',
  host: '',
  port: '',
  database: '',
  node: '',
  server: '',
  connection: '',
  url: '',
};

/** The place of a database. The last one is remembered, since the calls of one pool follow each other. */
export function placeOf(
  memory: { lastPlace: DatabasePlace },
  system: string,
  host: string,
  port: string,
  database: string,
): DatabasePlace {
  const last = memory.lastPlace;
  if (last.database === database && last.host === host && last.port === port && last.system === system) return last;
  memory.lastPlace = newPlace(system, host, port, database);
  return memory.lastPlace;
}

function newPlace(system: string, host: string, port: string, database: string): DatabasePlace {
  // The path of a socket is no host, and that of a file no database of a URL.
  const isHost = host !== '' && !NO_HOST.test(host);
  const server = isHost ? `${system}://${urlHost(host)}${port === '' ? '' : `:${port}`}` : '';
  return {
    system,
    host,
    port,
    database,
    node: nodeName(system, host, port, database),
    server,
    connection: isHost ? `${server}/${database}` : '',
    url: isHost && database !== '' ? `${server}/${database.replace(NO_PATH, encode)}` : '',
  };
}

/**
 * Database and host, or what is known of them. A host that several systems may share, and a store without databases, get the port or the
 * system too: two systems are never one node.
 */
function nodeName(system: string, host: string, port: string, database: string): string {
  if (host === '') return database || system;
  const isUsual = port === '' || port === USUAL_PORTS.get(system);
  if (database === '') return system === '' ? host : `${system}@${isUsual ? host : `${urlHost(host)}:${port}`}`;
  return `${database}@${port !== '' && (!isUsual || isShared(host)) ? `${urlHost(host)}:${port}` : host}`;
}

/** Whether a host is a machine rather than the endpoint of one server: a name without dots, or an address. */
function isShared(host: string): boolean {
  return !host.includes('.') || isIpLiteral(host);
}

const USUAL_PORTS: ReadonlyMap<string, string> = new Map([
  ['postgresql', '5432'],
  ['mysql', '3306'],
  ['mariadb', '3306'],
  ['mssql', '1433'],
  ['microsoft.sql_server', '1433'],
  ['oracle', '1521'],
  ['oracle.db', '1521'],
  ['mongodb', '27017'],
  ['redis', '6379'],
  ['valkey', '6379'],
  ['memcached', '11211'],
  ['cassandra', '9042'],
  ['elasticsearch', '9200'],
  ['opensearch', '9200'],
]);

/** Matches values that are no host: the path of a socket, or more than a host. */
const NO_HOST = /[\s/?#]/;

/** Characters that would end the path of a URL, or its line. */
const NO_PATH = /[\s?#]/g;

function encode(character: string): string {
  return encodeURIComponent(character);
}

// WHATWG URLs reject or rewrite connection strings of JDBC, so only the authority and the path are looked at.
const AUTHORITY = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/(?:[^/@]*@)?(\[[^\]]+\]|[^:/?#;,]+)(?::(\d+))?(?:\/([^/?#;]+))?/;

export function withoutJdbc(text: string): string {
  return text.startsWith('jdbc:') ? text.slice(5) : text;
}

/** A host in the form of a URL: an IPv6 address in brackets (RFC 3986, 3.2.2). */
export function urlHost(host: string): string {
  return host.includes(':') && !host.startsWith('[') && host.indexOf(':') !== host.lastIndexOf(':')
    ? `[${host}]`
    : host;
}
