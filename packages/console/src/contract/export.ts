/**
 * `GET /-/export?format=xray|otlp|bundle` with `id=` (repeated) or a scope: a file to save. `xray`: `{"Traces":[…]}` as BatchGetTraces answers.
 * `otlp`: one OTLP/JSON `ExportTraceServiceRequest`. `bundle`: what `POST /-/import` and `xray-local open` take, received documents verbatim.
 */
export type ExportFormat = 'xray' | 'otlp' | 'bundle';
