/** `PUT /-/settings` takes it whole and answers it; kept by the server for all pages. */
export interface Settings {
  /** Opens a source file: `{path}`, `{line}` and `{column}` are filled in. Default `vscode://file/{path}:{line}:{column}`. */
  readonly editorLink: string;
  /** Where the logs of a trace are: `{trace_id}` (32 hex), `{xray_trace_id}`, `{start}` and `{end}` (epoch milliseconds). Empty (default): no link. */
  readonly logLink: string;
  /** Beginnings of paths in stacks and what stands there on this machine, such as `/app/` → `/home/me/shop/`; the first that fits. */
  readonly pathMappings: readonly { readonly from: string; readonly to: string }[];
}
