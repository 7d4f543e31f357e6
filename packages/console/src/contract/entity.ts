import type { Note, TraceEntity } from './trace.ts';

/** `GET /-/traces/{id}/entities/{entity}` */
export interface EntityAnswer {
  readonly entity: TraceEntity;
  /** As assembled, with members as received and repaired, without `subsegments`. */
  readonly document: Readonly<Record<string, unknown>>;
  /** Every document with this entity, oldest first. */
  readonly received: readonly ReceivedDocument[];
  readonly notes: readonly Note[];
  /** Only of OTLP spans. */
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

/** The outcome of a span's translation. */
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
