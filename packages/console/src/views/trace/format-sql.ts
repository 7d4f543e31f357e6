import { formatDialect, mysql, postgresql, sql } from 'sql-formatter';

/**
 * Lays a statement out, in the dialect of its database. Loaded when first wanted.
 * @throws Error if the formatter cannot read the statement
 */
export function formatSql(query: string, database: string): string {
  const dialect = /mysql|maria/i.test(database) ? mysql : /postgres/i.test(database) ? postgresql : sql;
  return formatDialect(query, { dialect, keywordCase: 'upper', tabWidth: 2 });
}
