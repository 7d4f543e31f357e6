/** `POST /-/forward` with `{ids}`: sends the documents on to real X-Ray; 400 unless it was started with it. */
export interface ForwardAnswer {
  readonly sent: number;
  readonly unprocessed: readonly { readonly id?: string; readonly code: string; readonly message: string }[];
}
