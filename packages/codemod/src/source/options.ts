/** How a file is rewritten; every key may be left out. */
export interface MigrateOptions {
  /** The name of the tracer. Default: the name of the file without its extension; the command uses the package's name. */
  tracerName?: string;
  /**
   * How annotations are written. `inline` (default): as attributes where all keys of a span are known, else by the helper. `helper`:
   * always by
   * `annotate` of `@otel-xray/format`; `config`: plain attributes, whose keys go into `indexedAttributes` of the set-up.
   */
  annotations?: 'inline' | 'helper' | 'config';
  /** `api` (default) rewrites to OpenTelemetry's API; `shim` only renames the modules to `@otel-xray/aws-xray-sdk-…`. */
  mode?: 'api' | 'shim';
}
