export type { Trace, TraceFilter } from './assembled-trace.ts';
export type { AssembledSegment } from './full-trace.ts';
export type { IntakeReport, UnprocessedTraceSegment } from './intake.ts';
export { type LocalXRay, startLocalXRay } from './local-xray.ts';
export type { LocalXRayOptions } from './options.ts';
export type { Diagnostic } from './repair.ts';
export type { RootCause, RootCauseEntity, RootCauseService } from './root-cause.ts';
export type { Rejection, Way } from './store.ts';
export type { ServiceId, TraceSummary, ValueWithServiceIds } from './summary.ts';
