import type { AttributeReader } from './attribute-reader.ts';
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

// WHATWG URLs reject or rewrite connection strings of JDBC, so only the authority and the path are looked at.
const AUTHORITY = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/(?:[^/@]*@)?(\[[^\]]+\]|[^:/?#;,]+)(?::(\d+))?(?:\/([^/?#;]+))?/;

export function withoutJdbc(text: string): string {
  return text.startsWith('jdbc:') ? text.slice(5) : text;
}

/** A host as it stands in a URL: an IPv6 address in brackets (RFC 3986, 3.2.2). */
export function urlHost(host: string): string {
  return host.includes(':') && !host.startsWith('[') && host.indexOf(':') !== host.lastIndexOf(':')
    ? `[${host}]`
    : host;
}
