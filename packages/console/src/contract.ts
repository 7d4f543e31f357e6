/**
 * What the web console and Local X-Ray say to each other under `/-/`. Both are compiled against this file; `local` imports types of it only.
 *
 * All bodies are JSON. **All times and durations are integer microseconds**: times since the epoch, by the server's clock. Absent members
 * are left out, never `null`. A wrong request is answered 400 with `Problem`, what is not there 404 with `Problem`.
 */

// ---------------------------------------------------------------- what everything is made of

/** What a filter expression, a parameter or an id has wrong. For filters `at` and `length` are UTF-16 units of the expression. */
export interface Problem {
  /** One sentence for people. */
  readonly message: string;
  readonly at?: number;
  readonly length?: number;
  readonly expected?: readonly string[];
  readonly suggestion?: string;
}

/** One node of the service map; two of its names are the same node when `id` is the same. */
export interface NodeName {
  /** One text for each (name, type, account); stable over restarts. */
  readonly id: string;
  readonly name: string;
  /** Such as `AWS::DynamoDB::Table`, `remote`, `client`; absent for a segment without origin. */
  readonly type?: string;
  readonly account: string;
}

/** `fault`, `error` and `throttle` as X-Ray counts them; `partial`: something is still open. */
export type Flag = 'fault' | 'error' | 'throttle' | 'partial';

/** An annotation's value. */
export type Value = string | number | boolean;

/** What a list, a histogram, a map or an error table is about. */
export interface Scope {
  /** A filter expression; absent or empty selects everything. */
  readonly filter?: string;
  /** The name of a group, whose expression is joined by AND. Absent and `Default`: none. */
  readonly group?: string;
  /** First moment, `start` ≤ t; absent: no bound. t is the time of the trace as GetTraceSummaries has it (`TimeRangeType: TraceId`). */
  readonly start?: number;
  /** t < `end`; absent: no bound, so that new traces are in. */
  readonly end?: number;
  /** What is not to be seen though it matches; see `Hide`. */
  readonly hide?: readonly Hide[];
}

/**
 * Noise control, about the root of a trace. `service:orders-api` its node's name. `url:/internal/` the path of its URL begins so.
 * `health`: the last part of the path is one of health, healthz, health-check, healthcheck, ready, readyz, readiness, live, livez, liveness, ping, or the user agent begins with `ELB-HealthChecker`,
 * `kube-probe` or `Amazon-Route53-Health-Check-Service`. `static`: the path ends in .css .js .mjs .map .png .jpg .jpeg .gif .svg .ico .webp .woff .woff2 .ttf.
 * In GET requests `hide` is repeated: `hide=health&hide=url:/x`.
 */
export type Hide = `service:${string}` | `url:${string}` | 'health' | 'static';

// ---------------------------------------------------------------- boot

/** In the page as `<script type="application/json" id="boot">`, and answered by `GET /-/boot`. */
export interface Boot {
  /** Of `@otel-xray/local`. */
  readonly version: string;
  /** Made when a store is made and again by a reset: with another id, nothing that the page remembers is there any more. */
  readonly storeId: string;
  /** The server's clock. */
  readonly now: number;
  /** The last change; where `/-/events?cursor=` goes on. */
  readonly cursor: number;
  readonly listening: Listening;
  /** `:memory:` or the folder. */
  readonly dataDir: string;
  readonly retentionDays: number;
  readonly maxStoreBytes: number;
  readonly strict: boolean;
  /** Whether it was started so that `POST /-/forward` works. */
  readonly forwards: boolean;
  readonly settings: Settings;
}

/** Where it listens. */
export interface Listening {
  /** `http://127.0.0.1:2000`, without a slash at the end. */
  readonly url: string;
  readonly host: string;
  /** Of both sockets. */
  readonly port: number;
  /** What the kernel granted for datagrams, and what was asked for. */
  readonly receiveBufferBytes: number;
  readonly receiveBufferAskedBytes: number;
}

/** `PUT /-/settings` takes it whole and answers it; kept by the server for all pages. */
export interface Settings {
  /** Opens a source file: `{path}`, `{line}` and `{column}` are filled in. Default `vscode://file/{path}:{line}:{column}`. */
  readonly editorLink: string;
  /** Where the logs of a trace are: `{trace_id}` (32 hex), `{xray_trace_id}`, `{start}` and `{end}` (epoch milliseconds). Empty (default): no link. */
  readonly logLink: string;
  /** Beginnings of paths in stacks and what stands there on this machine, such as `/app/` → `/home/me/shop/`; the first that fits. */
  readonly pathMappings: readonly { readonly from: string; readonly to: string }[];
}

// ---------------------------------------------------------------- traces: list and histograms

/** `POST /-/traces/query` */
export interface TracesQuery extends Scope {
  /** What rows are sorted by, `-` in front for downwards; over all matches; ties by id; rows without the value come last. Default `-start`. */
  readonly sort?: Sort;
  /** The `next` of an answer with the same scope and sort. */
  readonly after?: string;
  /** 1 to 500, default 100. */
  readonly limit?: number;
  /** Annotation keys whose values are wanted. */
  readonly columns?: readonly string[];
  /** Only these traces: those that match are answered, so the others do not (any more). `total`, `scanned` and `hidden` are about the whole scope all the same. */
  readonly ids?: readonly string[];
}

export type SortKey =
  | 'start'
  | 'root'
  | 'url'
  | 'status'
  | 'responseTime'
  | 'duration'
  | 'services'
  | 'user'
  | `annotation.${string}`;
export type Sort = SortKey | `-${SortKey}`;

export interface TracesAnswer {
  readonly rows: readonly TraceRow[];
  /** How many match, counted to 10,000. */
  readonly total: number;
  /** There are more than `total`. */
  readonly more: boolean;
  /** How many traces the range holds. */
  readonly scanned: number;
  /** How many match but for `hide`. */
  readonly hidden: number;
  /** For the next page; absent on the last. */
  readonly next?: string;
  /** Only when nothing matches: each term that AND joins at the top, as text, and how many would match without it. */
  readonly withoutTerm?: readonly { readonly term: string; readonly total: number }[];
  /** The change up to which this is true. */
  readonly cursor: number;
}

/** A trace in a list. */
export interface TraceRow {
  readonly id: string;
  readonly revision: number;
  /** Earliest start of a segment. */
  readonly start: number;
  /** The root's node; absent as long as no segment has come. */
  readonly root?: NodeName;
  /** The operation that the root ran: method and route of a request, or the name of a job. */
  readonly operation?: string;
  readonly method?: string;
  readonly url?: string;
  readonly status?: number;
  /** `fault` and `error` of the root, `throttle` and `partial` of anything. */
  readonly flags: readonly Flag[];
  readonly outcome: Outcome;
  /** Of the root; absent while it is open. */
  readonly responseTime?: number;
  /** To the last end of anything; absent when nothing has ended. */
  readonly duration?: number;
  readonly user?: string;
  /** All nodes but the root's and clients, in order of first start. */
  readonly services: readonly NodeName[];
  readonly entities: number;
  readonly exceptions: number;
  readonly notes: number;
  /** Values of the annotations asked for; keys without value are absent. */
  readonly columns: Readonly<Record<string, readonly Value[]>>;
}

/** `POST /-/traces/aggregate` */
export interface AggregateQuery extends Scope {
  /** How many slots of time, 1 to 200, default 60. */
  readonly slots?: number;
}

export interface AggregateAnswer {
  readonly total: number;
  /** By response time: contiguous buckets whose borders grow by a constant factor, from the first to the last that is not empty. */
  readonly responseTime: readonly (StatusCounts & { readonly from: number; readonly to: number })[];
  /** Over time: all slots of the range (of the first to the last match where it has no bounds), aligned to `step`. */
  readonly overTime: {
    readonly start: number;
    readonly step: number;
    readonly slots: readonly StatusCounts[];
  };
  readonly refiners: readonly Refiner[];
}

/** What became of a trace, by the flags of its root and no status code: fault, else throttle, else error, else open, else ok. */
export type Outcome = 'ok' | 'error' | 'throttle' | 'fault' | 'open';

/** Traces, or calls, by their outcome, each counted once. */
export type StatusCounts = Readonly<Record<Outcome, number>>;

/** The top values of one thing among the matches, at most 10 by count. */
export interface Refiner {
  readonly kind: 'service' | 'user' | 'http.url' | 'http.method' | 'http.status' | 'annotation';
  /** Only with `annotation`. */
  readonly key?: string;
  /** How many different values there are. */
  readonly distinct: number;
  readonly values: readonly { readonly value: Value; readonly count: number }[];
}

// ---------------------------------------------------------------- service map

/** `POST /-/graph` */
export interface GraphQuery extends Scope {
  /** The map of these traces only; scope holds too. */
  readonly ids?: readonly string[];
}

export interface GraphAnswer {
  /** Equal as long as the set of nodes and edges is. */
  readonly signature: string;
  /** How many traces it was made from. */
  readonly traces: number;
  /** The range the numbers are about: as asked for, else of the first and last trace. */
  readonly start: number;
  readonly end: number;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

export interface GraphNode extends NodeName {
  /** Own segments were received; else it is inferred or a client. */
  readonly active: boolean;
  /** It was the root of a trace. */
  readonly root: boolean;
  /** Absent on clients. */
  readonly statistics?: Statistics;
}

export interface GraphEdge {
  readonly id: string;
  /** `NodeName.id` of both ends. */
  readonly from: string;
  readonly to: string;
  /** Behind a queue, and for span links. */
  readonly link: boolean;
  /** As the caller saw it. */
  readonly statistics: Statistics;
  /** How old messages were when they were taken; only on links. */
  readonly ages?: readonly Bin[];
}

/** `POST /-/graph/over-time` */
export interface GraphOverTimeQuery extends Scope {
  /** The `id` of a node or an edge of the graph. */
  readonly of: string;
  /** How many slots of time, 1 to 200, default 60. */
  readonly slots?: number;
}

/** The calls of one node or edge by when they began: all slots of the range (of the first to the last call where it has no bounds), aligned to `step`. */
export interface GraphOverTimeAnswer {
  readonly start: number;
  readonly step: number;
  readonly slots: readonly StatusCounts[];
}

/** Completed calls, each counted once: fault, else throttle, else error, else ok. */
export interface Statistics {
  readonly total: number;
  readonly ok: number;
  readonly error: number;
  readonly throttle: number;
  readonly fault: number;
  /** Of response times; all 0 without calls. */
  readonly average: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
  /** Response times: exact values up to 100 of them, then two significant digits; ascending. */
  readonly histogram: readonly Bin[];
}

export interface Bin {
  readonly value: number;
  readonly count: number;
}

// ---------------------------------------------------------------- one trace

/** `GET /-/traces/{id}?since=<revision>`; the id in X-Ray's or the W3C form. */
export interface TraceAnswer {
  readonly id: string;
  readonly revision: number;
  /** The server's clock, up to which open bars reach. */
  readonly now: number;
  readonly summary: TraceRow;
  /** The root segment's id; absent as long as no segment has come. */
  readonly root?: string;
  readonly clientIp?: string;
  readonly userAgent?: string;
  /**
   * In tree order: parents before children, children by start, then id; what waits for its parent (with all below it) at the end.
   * With `since`, when the server still knows that revision: only those that changed.
   */
  readonly entities: readonly TraceEntity[];
  /** Only with `since`: the ids of all entities in tree order. Absent: `entities` is everything. */
  readonly order?: readonly string[];
  readonly rootCauses: {
    /** Paths of entity ids, from the first fault down to its origin, in X-Ray's order. */
    readonly fault: readonly (readonly string[])[];
    readonly error: readonly (readonly string[])[];
    readonly responseTime: readonly (readonly string[])[];
  };
  /** About the trace as a whole; those of entities are with the entities. */
  readonly notes: readonly Note[];
  /** What was received for it. */
  readonly documents: { readonly count: number; readonly bytes: number };
}

/** One row of the timeline, light. */
export interface TraceEntity {
  readonly id: string;
  /** The entity it is below; an inferred segment's is its subsegment. Absent on roots and on what waits. */
  readonly parent?: string;
  /** The segment it belongs to (itself on segments); absent on what waits. */
  readonly owner?: string;
  /** `waiting`: a subsegment whose parent was not received; what is below it is `subsegment` again. */
  readonly kind: 'segment' | 'subsegment' | 'inferred' | 'waiting';
  readonly name: string;
  readonly namespace?: string;
  /** On segments, received and inferred. */
  readonly node?: NodeName;
  readonly start: number;
  /** Absent while in progress. */
  readonly end?: number;
  /** Its own. */
  readonly flags: readonly Flag[];
  readonly method?: string;
  readonly url?: string;
  readonly status?: number;
  /** `aws.operation`. */
  readonly operation?: string;
  /** `aws.table_name`, `queue_url`, `bucket_name`, `function_name`, `topic_arn`: what is called, shortest form. */
  readonly resource?: string;
  /** Only those above 0. */
  readonly counts: Partial<Record<EntityCount, number>>;
}

/** Metadata counts top-level keys of all namespaces; exceptions those of the cause. */
export type EntityCount = 'annotations' | 'metadata' | 'exceptions' | 'sql' | 'notes' | 'links' | 'translation';

/** A diagnostic. */
export interface Note {
  /** Such as `status-without-fault`, `repeated`, `parent-missing`, `repaired-name`, `clock-skew`, `document-too-large`. */
  readonly code: string;
  /** Absent when it is about the trace. */
  readonly entity?: string;
  /** What was seen, one sentence. */
  readonly message: string;
  /** JSON pointer into the document as received, such as `/http/response/status`. */
  readonly at?: string;
  /** What to do about it, one line. */
  readonly advice: string;
  /** Only `clock-skew`: by how much the entity's times should move, µs. */
  readonly shift?: number;
}

/** `GET /-/traces/{id}/entities/{entity}` */
export interface EntityAnswer {
  readonly entity: TraceEntity;
  /** As assembled, with members as received and put right, without `subsegments`. */
  readonly document: Readonly<Record<string, unknown>>;
  /** Every document that this entity came in, oldest first. */
  readonly received: readonly ReceivedDocument[];
  readonly notes: readonly Note[];
  /** For what came as OTLP. */
  readonly translation?: Translation;
}

export interface ReceivedDocument {
  readonly arrived: number;
  readonly way: Way;
  /** `host:port`; empty in process. */
  readonly sender: string;
  readonly bytes: number;
  /** Verbatim; for OTLP the document that the translator made. */
  readonly text: string;
}

export type Way = 'udp' | 'api' | 'otlp' | 'process';

/** What became of a span. */
export interface Translation {
  /** The span as received, as OTLP/JSON names its members; the resource's attributes beside it as `resource`. */
  readonly span: Readonly<Record<string, unknown>>;
  readonly attributes: readonly TranslatedAttribute[];
}

export interface TranslatedAttribute {
  /** As received; `resource.` in front of the resource's. */
  readonly attribute: string;
  readonly value: unknown;
  readonly outcome: 'field' | 'annotation' | 'metadata' | 'dropped' | 'cut';
  /** JSON pointers into the document, such as `/http/request/method`; empty when dropped. */
  readonly targets: readonly string[];
  /** Why, where it is not plain: `over 1 kB`, `read as …`. */
  readonly reason?: string;
}

/** `GET /-/traces/{id}/search?q=`: what is not in `TraceEntity`: annotations, metadata keys and values, exceptions, SQL. Ignores letter case. */
export interface SearchAnswer {
  readonly hits: readonly {
    readonly entity: string;
    readonly where: 'annotation' | 'metadata' | 'exception' | 'sql' | 'http' | 'user';
  }[];
}

/** `GET /-/traces/{id}/links` */
export interface LinksAnswer {
  readonly links: readonly {
    /** `to`: an entity here names the other one. `from`: the other way round. */
    readonly direction: 'to' | 'from';
    /** Here. */
    readonly entity: string;
    readonly traceId: string;
    readonly otherEntity: string;
    /** The other trace; absent when it is not in the store. */
    readonly trace?: TraceRow;
  }[];
}

// ---------------------------------------------------------------- completion, errors, notes, intake

/** `GET /-/complete?slot=&key=&prefix=&start=&end=`; `slot` as `filter-expression` names it, `key` with `annotation value`. At most 20, by count, then by text. */
export interface CompleteAnswer {
  readonly values: readonly { readonly value: Value; readonly count: number }[];
}

/** `GET /-/errors?filter=&group=&start=&end=&hide=` */
export interface ErrorsAnswer {
  /** Traces of the scope. */
  readonly traces: number;
  /** What the trends' slots mean. */
  readonly trend: { readonly start: number; readonly step: number };
  /** Most frequent first, at most 200. */
  readonly groups: readonly ErrorGroup[];
  readonly withoutException: readonly StatusGroup[];
}

/** Exceptions of one type, masked message and first own frame. */
export interface ErrorGroup {
  readonly id: string;
  readonly type: string;
  /** Numbers, ids and quoted parts masked: `order <n> not found`. */
  readonly message: string;
  /** One as received. */
  readonly sample: string;
  /** First frame outside `node_modules` and `node:`. */
  readonly frame?: StackFrame;
  readonly stack: readonly StackFrame[];
  /** The worst flag of the entities that have it. */
  readonly flag: 'fault' | 'error' | 'throttle' | 'ok';
  readonly count: number;
  /** Traces with it / traces of the scope, 0 to 1. */
  readonly share: number;
  readonly first: number;
  readonly last: number;
  /** Counts per slot, 12 of them. */
  readonly trend: readonly number[];
  /** Nodes whose entities have it, by count. */
  readonly services: readonly { readonly node: NodeName; readonly count: number }[];
  /** Values that stand out among its traces against all of the scope, at most 5. */
  readonly annotations: readonly {
    readonly key: string;
    readonly value: Value;
    readonly share: number;
    readonly shareOfAll: number;
  }[];
  /** The last ten. */
  readonly latest: readonly TraceRow[];
}

export interface StackFrame {
  readonly path?: string;
  readonly line?: number;
  readonly label?: string;
}

/** Entities with a flag, or a status of 400 and more, without exception. */
export interface StatusGroup {
  readonly node: NodeName;
  readonly name: string;
  readonly status?: number;
  readonly flag: 'fault' | 'error' | 'throttle' | 'ok';
  readonly count: number;
  readonly share: number;
  readonly last: number;
  readonly latest: readonly TraceRow[];
}

/** `GET /-/notes?start=&end=`: all diagnostics by kind, most frequent first. */
export interface NotesAnswer {
  readonly kinds: readonly {
    readonly code: string;
    readonly count: number;
    readonly traces: number;
    readonly advice: string;
    readonly last: {
      readonly traceId: string;
      readonly entity?: string;
      readonly message: string;
      readonly start: number;
    };
  }[];
}

/** `GET /-/intake` */
export interface IntakeAnswer {
  readonly listening: Listening;
  readonly store: {
    readonly traces: number;
    readonly bytes: number;
    readonly maxBytes: number;
    readonly retentionDays: number;
    readonly dataDir: string;
  };
  readonly counters: IntakeCounters;
  /** Documents per second of the last minute, the running second last. */
  readonly lastMinute: readonly number[];
  /** The last 200 things taken, newest first. */
  readonly accepted: readonly IntakeEntry[];
  /** The last 1,000 things refused, newest first. */
  readonly rejected: readonly RejectedEntry[];
  /** The last 100 telemetry records, newest first. */
  readonly telemetry: readonly { readonly arrived: number; readonly sender: string; readonly record: unknown }[];
  /** Who asks for sampling targets, the last request of each client and rule. */
  readonly samplers: readonly SamplerEntry[];
}

/** Since the start or the last reset. */
export interface IntakeCounters {
  readonly datagrams: number;
  /** Taken. */
  readonly documents: number;
  readonly rejected: number;
  /** Reason or error code → how many; adds up to `rejected`. */
  readonly rejectedBy: Readonly<Record<string, number>>;
  readonly repaired: number;
  /** Datagrams the kernel threw away; absent where the system does not tell. */
  readonly kernelDrops?: number;
  /** Traces with documents that are kept, and from which nothing is derived yet: no list or filter knows of these. */
  readonly waiting: number;
  /** How many traces were derived before more was taken, because too many waited. */
  readonly hurried: number;
  /** PutTraceSegments calls, OTLP requests, calls for sampling rules and targets, PutTelemetryRecords calls. */
  readonly apiCalls: number;
  readonly otlpRequests: number;
  readonly samplingRequests: number;
  readonly telemetryRecords: number;
}

export interface IntakeEntry {
  readonly arrived: number;
  readonly way: Way;
  readonly sender: string;
  readonly bytes: number;
  readonly traceId: string;
  /** Of the segment or subsegment. */
  readonly entity: string;
  readonly name: string;
  /** How many notes it gave. */
  readonly notes: number;
}

export interface RejectedEntry {
  readonly arrived: number;
  readonly way: Way;
  readonly sender: string;
  readonly bytes: number;
  /** The error code, or what was wrong with the frame. */
  readonly reason: string;
  /** What exactly, one sentence. */
  readonly message: string;
  /** The first 512 bytes, as text. */
  readonly head: string;
}

export interface SamplerEntry {
  readonly clientId: string;
  readonly ruleName: string;
  readonly last: number;
  /** Sums since the start. */
  readonly requests: number;
  readonly sampled: number;
  readonly borrowed: number;
  /** What it was given last, since the start of the server. */
  readonly target?: {
    readonly fixedRate: number;
    /** Requests a second. */
    readonly quota: number;
    readonly until: number;
    /** The rate of adaptive sampling, where it is boosted. */
    readonly boost?: number;
  };
}

// ---------------------------------------------------------------- export, import, forward, reset

/**
 * `GET /-/export?format=xray|otlp|bundle` with `id=` (repeated) or a scope: a file to save. `xray`: `{"Traces":[…]}` as BatchGetTraces answers.
 * `otlp`: one OTLP/JSON `ExportTraceServiceRequest`. `bundle`: what `POST /-/import` and `xray-local open` take, received documents verbatim.
 */
export type ExportFormat = 'xray' | 'otlp' | 'bundle';

/** `POST /-/import`, any of the three forms as body. */
export interface ImportAnswer {
  readonly traces: number;
  readonly documents: number;
  readonly rejected: readonly { readonly reason: string; readonly message: string }[];
  /** The traces in it, the first 100. */
  readonly ids: readonly string[];
}

/** `POST /-/forward` with `{ids}`: sends the documents on to real X-Ray; 400 unless it was started with it. */
export interface ForwardAnswer {
  readonly sent: number;
  readonly unprocessed: readonly { readonly id?: string; readonly code: string; readonly message: string }[];
}

/** `POST /-/reset` forgets everything. `GET /-/database` is a snapshot file of the store, SQLite. */
export interface ResetAnswer {
  readonly storeId: string;
}

// ---------------------------------------------------------------- events

/**
 * `GET /-/events?cursor=` (or `Last-Event-ID`): server-sent events, `id` = cursor, `event` = the key here, `data` = its JSON. The server keeps the last 10,000 changes.
 * The first change goes out at most 100 ms after its commit, a comment every 15 s, and who reads too slowly is cut.
 */
export interface Events {
  /** Traces that changed; a trace at most every 100 ms, a message at most every 100 ms. */
  readonly traces: readonly TraceChange[];
  /** Traces that are gone. */
  readonly removed: readonly string[];
  /** Everything is gone. */
  readonly reset: ResetAnswer;
  /** The map may have changed. */
  readonly graph: Record<string, never>;
  /** At most once a second. */
  readonly intake: IntakeCounters;
  readonly notes: Record<string, never>;
  /** Groups, sampling rules or settings were changed. */
  readonly config: Record<string, never>;
  /** The cursor is older than what is kept, or of another store: load again. First event of a stream: always `hello`. */
  readonly resync: { readonly cursor: number };
  readonly hello: { readonly cursor: number; readonly storeId: string; readonly now: number };
}

export interface TraceChange {
  readonly id: string;
  readonly revision: number;
  readonly start: number;
  /** The root's name. */
  readonly root?: string;
  readonly flags: readonly Flag[];
  readonly partial: boolean;
}
