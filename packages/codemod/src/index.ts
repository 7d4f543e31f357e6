export { type Migrated, migrate } from './migrate.ts';
export type { Finding, Severity } from './report/finding.ts';
export type { MigrateOptions } from './source/options.ts';
