import type { Listening } from './boot.ts';
import type { Way } from './entity.ts';

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
  /** The last 200 accepted inputs, newest first. */
  readonly accepted: readonly IntakeEntry[];
  /** The last 1,000 things refused, newest first. */
  readonly rejected: readonly RejectedEntry[];
  /** The last 100 telemetry records, newest first. */
  readonly telemetry: readonly { readonly arrived: number; readonly sender: string; readonly record: unknown }[];
  /** The clients that request sampling targets, the last request of each client and rule. */
  readonly samplers: readonly SamplerEntry[];
}

/** Since the start or the last reset. */
export interface IntakeCounters {
  readonly datagrams: number;
  /** Accepted. */
  readonly documents: number;
  readonly rejected: number;
  /** Reason or error code → how many; adds up to `rejected`. */
  readonly rejectedBy: Readonly<Record<string, number>>;
  readonly repaired: number;
  /** Datagrams that the kernel dropped; absent where the system does not report them. */
  readonly kernelDrops?: number;
  /** Traces with stored documents that are not derived yet: no list or filter knows them. */
  readonly waiting: number;
  /** Number of traces that were derived before new documents, because too many waited. */
  readonly hurried: number;
  /** Accepted documents that the default view does not show: ahead of the clock by more than a minute, or older than its range. */
  readonly outsideView: { readonly ahead: number; readonly old: number };
  /** OTLP requests of logs. */
  readonly logRequests: number;
  /** Log records that name a trace, which are stored, and those that name none, which are dropped. */
  readonly logRecords: number;
  readonly logsWithoutTrace: number;
  /** OTLP requests of metrics: accepted, not stored. */
  readonly metricRequests: number;
  /** PutTraceSegments calls, OTLP requests of traces, calls for sampling rules and targets, PutTelemetryRecords calls. */
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
  /** The id of the segment or subsegment. */
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
  /** The fault exactly, one sentence. */
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
  /** The target that it was given last, since the start of the server. */
  readonly target?: {
    readonly fixedRate: number;
    /** Requests a second. */
    readonly quota: number;
    readonly until: number;
    /** The rate of adaptive sampling, where it is boosted. */
    readonly boost?: number;
  };
}
