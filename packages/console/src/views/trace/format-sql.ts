import { formatDialect, mysql, postgresql, sql } from 'sql-formatter';

/** Lays a statement out, in the dialect of its database; one that cannot be read stays as it is. Loaded when first wanted. */
export function formatSql(query: string, database: string): string {
  const dialect = /mysql|maria/i.test(database) ? mysql : /postgres/i.test(database) ? postgresql : sql;
  try {
    return formatDialect(query, { dialect, keywordCase: 'upper', tabWidth: 2 });
  } catch {
    return query;
  }
}
