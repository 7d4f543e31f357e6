/** `PUT /-/settings` replaces and returns it; the server stores it for all pages. */
export interface Settings {
  /** Opens a source file: `{path}`, `{line}` and `{column}` are filled in. Default `vscode://file/{path}:{line}:{column}`. */
  readonly editorLink: string;
  /** Link to the logs of a trace: `{trace_id}` (32 hex), `{xray_trace_id}`, `{start}` and `{end}` (epoch ms). Empty (default): no link. */
  readonly logLink: string;
  /** Beginnings of paths in stacks and their place on this machine, such as `/app/` → `/home/me/shop/`; the first that fits. */
  readonly pathMappings: readonly { readonly from: string; readonly to: string }[];
}
