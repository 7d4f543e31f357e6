/** `GET /-/traces/{id}/search?q=`: values that `TraceEntity` lacks: annotations, metadata, exceptions, SQL. Ignores letter case. */
export interface SearchAnswer {
  readonly hits: readonly {
    readonly entity: string;
    readonly where: 'annotation' | 'metadata' | 'exception' | 'sql' | 'http' | 'user';
  }[];
}
