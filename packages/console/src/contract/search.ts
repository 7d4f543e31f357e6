/** `GET /-/traces/{id}/search?q=`: what is not in `TraceEntity`: annotations, metadata keys and values, exceptions, SQL. Ignores letter case. */
export interface SearchAnswer {
  readonly hits: readonly {
    readonly entity: string;
    readonly where: 'annotation' | 'metadata' | 'exception' | 'sql' | 'http' | 'user';
  }[];
}
