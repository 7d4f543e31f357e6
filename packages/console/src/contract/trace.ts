import type { Flag, NodeName } from './scope.ts';
import type { TraceRow } from './traces-query.ts';

/** `GET /-/traces/{id}?since=<revision>`; the id in X-Ray's or the W3C form. */
export interface TraceAnswer {
  readonly id: string;
  readonly revision: number;
  /** The server's clock, up to which open bars reach. */
  readonly now: number;
  readonly summary: TraceRow;
  /** The root segment's id; absent as long as no segment has come. */
  readonly root?: string;
  /** The root segment's parent, where it has one: it was not received. */
  readonly lostParent?: string;
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
  /** The received documents. */
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
  /** Not received: of kind `inferred`, or a function's own segments and subsegments that only AWS Lambda would send. */
  readonly inferred?: true;
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
  /** The observation, one sentence. */
  readonly message: string;
  /** JSON pointer into the document as received, such as `/http/response/status`. */
  readonly at?: string;
  /** The advice, one line. */
  readonly advice: string;
  /** Only `clock-skew`: by how much the entity's times should move, µs. */
  readonly shift?: number;
}
