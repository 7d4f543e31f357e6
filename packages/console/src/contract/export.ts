/**
 * `GET /-/export?format=xray|otlp|bundle` with `id=` (repeated) or a scope: a file to save. `xray`: `{"Traces":[…]}` of BatchGetTraces.
 * `otlp`: one OTLP/JSON `ExportTraceServiceRequest`. `bundle`: received documents verbatim and log records, for `POST /-/import` and
 * `xray-local open`.
 */
export type ExportFormat = 'xray' | 'otlp' | 'bundle';
