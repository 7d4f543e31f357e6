export { makeSpan, PARENT_SPAN_ID, SPAN_ID, type SpanFields, TRACE_ID } from './make-span.ts';
export { createPackedProject, type PackedProject } from './packed-project.ts';
