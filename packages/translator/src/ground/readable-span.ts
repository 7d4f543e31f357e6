/**
 * The part of an OpenTelemetry span that is read here. Spans of SDK 2.x and 3.x fit it by shape; nothing of an SDK is imported.
 * Every member may be missing or of another type at run time: what cannot be read is read as empty.
 */
export interface SpanLike {
  readonly name: string;
  /** INTERNAL 0, SERVER 1, CLIENT 2, PRODUCER 3, CONSUMER 4 (OpenTelemetry API, `SpanKind`). */
  readonly kind: number;
  spanContext(): SpanContextLike;
  readonly parentSpanContext?: SpanContextLike | undefined;
  /** Epoch seconds and nanoseconds. */
  readonly startTime: HrTimeLike;
  readonly endTime: HrTimeLike;
  /** UNSET 0, OK 1, ERROR 2 (OpenTelemetry API, `SpanStatusCode`). */
  readonly status: { readonly code: number; readonly message?: string };
  readonly attributes: AttributesLike;
  readonly events: readonly EventLike[];
  readonly links: readonly LinkLike[];
  readonly resource: { readonly attributes: AttributesLike };
  readonly instrumentationScope: { readonly name: string; readonly version?: string };
  readonly droppedAttributesCount?: number;
  readonly droppedEventsCount?: number;
  readonly droppedLinksCount?: number;
}

export interface SpanContextLike {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags?: number;
  readonly isRemote?: boolean;
  readonly traceState?: { get(key: string): string | undefined; serialize(): string } | undefined;
}

/** API 1.10 allows nested values; 1.9 only primitives and arrays of them. */
export type AttributesLike = Readonly<Record<string, unknown>>;

export type HrTimeLike = readonly [seconds: number, nanos: number];

export interface EventLike {
  readonly name: string;
  readonly time: HrTimeLike;
  readonly attributes?: AttributesLike;
}

export interface LinkLike {
  readonly context: SpanContextLike;
  readonly attributes?: AttributesLike;
}
