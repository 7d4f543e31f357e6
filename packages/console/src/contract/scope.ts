/** A mistake in a filter expression, a parameter or an id. For filters `at` and `length` are UTF-16 units of the expression. */
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

/** The scope of a list, a histogram, a map or an error table. */
export interface Scope {
  /** A filter expression; absent or empty selects everything. */
  readonly filter?: string;
  /** The name of a group, whose expression is joined by AND. Absent and `Default`: none. */
  readonly group?: string;
  /** First moment, `start` ≤ t; absent: no bound. t is the time of the trace as GetTraceSummaries has it (`TimeRangeType: TraceId`). */
  readonly start?: number;
  /** t < `end`; absent: no bound, so that new traces are in. */
  readonly end?: number;
  /** Matching traces to leave out; see `Hide`. */
  readonly hide?: readonly Hide[];
  /** The id of an error group: only the traces that have one of its failures. */
  readonly error?: string;
}

/**
 * Noise control, about the root of a trace. `service:orders-api` its node's name. `url:/internal/` the path of its URL begins so.
 * `health`: the last part of the path is one of health, healthz, health-check, healthcheck, ready, readyz, readiness, live, livez,
 * liveness, ping, or the user agent begins with `ELB-HealthChecker`,
 * `kube-probe` or `Amazon-Route53-Health-Check-Service`. `static`: the path ends in .css .js .mjs .map .png .jpg .jpeg .gif .svg .ico
 * .webp .woff .woff2 .ttf. In GET requests `hide` is repeated: `hide=health&hide=url:/x`.
 */
export type Hide = `service:${string}` | `url:${string}` | 'health' | 'static';
