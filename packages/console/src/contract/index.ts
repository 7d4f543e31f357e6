/**
 * The requests and answers between the web console and Local X-Ray under `/-/`, a file for each endpoint. Both are compiled against
 * them; `local` imports types only.
 *
 * All bodies are JSON. **All times and durations are integer microseconds**: times since the epoch, by the server's clock. Absent members
 * are left out, never `null`. A wrong request is answered 400 with `Problem`, what is not there 404 with `Problem`.
 */
export type { AgentTextAnswer } from './agent-text.ts';
export type { Boot, Listening } from './boot.ts';
export type { CompleteAnswer } from './complete.ts';
export type { Difference, DifferencesAnswer, DifferencesQuery } from './differences.ts';
export type { EntityAnswer, ReceivedDocument, TranslatedAttribute, Translation, Way } from './entity.ts';
export type { ErrorGroup, ErrorsAnswer, StackFrame, StatusGroup } from './errors.ts';
export type { Events, TraceChange } from './events.ts';
export type { ExportFormat } from './export.ts';
export type { ForwardAnswer } from './forward.ts';
export type { FreeTextAnswer, FreeTextTerm } from './free-text.ts';
export type { GraphAnswer, GraphEdge, GraphNode, GraphQuery } from './graph.ts';
export type { GraphOverTimeAnswer, GraphOverTimeQuery } from './graph-over-time.ts';
export type { ImportAnswer } from './import.ts';
export type { ImpactCounts, InsightEntry, InsightsAnswer } from './insights.ts';
export type { IntakeAnswer, IntakeCounters, IntakeEntry, RejectedEntry, SamplerEntry } from './intake.ts';
export type { LinksAnswer } from './links.ts';
export type { LogEntry, LogLevel, LogsAnswer } from './logs.ts';
export type { NotesAnswer } from './notes.ts';
export type { ResetAnswer } from './reset.ts';
export type { Flag, Hide, NodeName, Problem, Scope, Value } from './scope.ts';
export type { SearchAnswer } from './search.ts';
export type { Settings } from './settings.ts';
export type { Bin, Outcome, Statistics, StatusCounts } from './statistics.ts';
export type { EntityCount, Note, TraceAnswer, TraceEntity } from './trace.ts';
export type { GroupKey, TraceGroup, TraceGroupsAnswer, TraceGroupsQuery } from './trace-groups.ts';
export type { AggregateAnswer, AggregateQuery, Refiner } from './traces-aggregate.ts';
export type { Sort, SortKey, TraceRow, TracesAnswer, TracesQuery } from './traces-query.ts';
