/** `GET /-/notes?start=&end=`: all diagnostics by kind, most frequent first. */
export interface NotesAnswer {
  readonly kinds: readonly {
    readonly code: string;
    readonly count: number;
    readonly traces: number;
    readonly advice: string;
    readonly last: {
      readonly traceId: string;
      readonly entity?: string;
      readonly message: string;
      readonly start: number;
    };
  }[];
}
