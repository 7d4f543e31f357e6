/** `POST /-/import`, any of the three forms as body. */
export interface ImportAnswer {
  readonly traces: number;
  readonly documents: number;
  /** Log records, of a bundle. */
  readonly logs: number;
  readonly rejected: readonly { readonly reason: string; readonly message: string }[];
  /** The traces in it, the first 100. */
  readonly ids: readonly string[];
}
