/**
 * `GET /-/export?format=documents|xray|otlp|bundle` with `id=` (repeated) or a scope: a file to save. `documents`: the received segment
 * documents verbatim, one a line, as PutTraceSegments accepts them. `xray`: `{"Traces":[…]}` of BatchGetTraces.
 * `otlp`: one OTLP/JSON `ExportTraceServiceRequest`. `bundle`: received documents verbatim and log records, for `POST /-/import` and
 * `xray-local open`.
 */
export type ExportFormat = 'documents' | 'xray' | 'otlp' | 'bundle';
