import type { NodeName, Value } from './scope.ts';
import type { TraceRow } from './traces-query.ts';

/** `GET /-/errors?filter=&group=&start=&end=&hide=` */
export interface ErrorsAnswer {
  /** Traces of the scope. */
  readonly traces: number;
  /** The time of the trends' slots. */
  readonly trend: { readonly start: number; readonly step: number };
  /** Most frequent first, at most 200. */
  readonly groups: readonly ErrorGroup[];
  readonly withoutException: readonly StatusGroup[];
}

/** Root causes of one type, masked message and first own frame. */
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
  /** Failures with this root cause. */
  readonly count: number;
  /** Traces that have one, as `Scope.error` with this id selects them. */
  readonly traces: number;
  /** `traces` / traces of the scope, 0 to 1. */
  readonly share: number;
  readonly first: number;
  readonly last: number;
  /** Counts per slot, 12 of them. */
  readonly trend: readonly number[];
  /** Nodes whose entities have it, by count. */
  readonly services: readonly { readonly node: NodeName; readonly count: number }[];
  /** The failures that it caused: rethrown exceptions, statuses of callers, and exceptions that are its `cause`; at most 10. */
  readonly effects: readonly {
    readonly name: string;
    readonly type?: string;
    readonly message?: string;
    readonly status?: number;
    /** It is a `cause` of the exception itself. */
    readonly isCause?: true;
    readonly count: number;
  }[];
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
  readonly id: string;
  readonly node: NodeName;
  readonly name: string;
  readonly status?: number;
  readonly flag: 'fault' | 'error' | 'throttle' | 'ok';
  readonly count: number;
  readonly traces: number;
  readonly share: number;
  readonly last: number;
  readonly latest: readonly TraceRow[];
}
