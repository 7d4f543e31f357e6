import type { ResolvedOptions } from '../ground/options.ts';
import type { EventLike } from '../ground/readable-span.ts';
import type { TranslationReport } from '../ground/report.ts';
import type { AttributeReader } from '../read/attribute-reader.ts';
import type { DatabasePlace } from '../read/database.ts';
import type { SpanNode } from '../tree/nest.ts';
import type { JsonWriter } from '../write/json-writer.ts';
import type { StackMemory } from './stack-memory.ts';

/** The input of every rule: the attributes, the writer, and the options. */
export interface Translation {
  readonly options: ResolvedOptions;
  readonly writer: JsonWriter;
  /** The attributes of the span that is being written. */
  readonly attributes: AttributeReader;
  report: TranslationReport;
  /** The user of the document that is being written; empty as long as nobody named one. */
  user: string;
  /** Whether it was an embedded subsegment that named the user. */
  userMovedUp: boolean;
  /** The entities that are being written: the document's own, then one for each depth inside it. They are used again and again. */
  readonly entities: Entity[];
  /** How many entities stand around what is written next. */
  depth: number;
  /** The trace whose id was written last, in both forms. */
  lastTraceId: string;
  lastXRayTraceId: string;
  /** The stacks read last, by language. */
  readonly stacks: Map<string, StackMemory>;
  /** The database that was named last. */
  lastPlace: DatabasePlace;
  /** Server of a document database → the database that the application used there last. */
  readonly databases: Map<string, string>;
  /** The trace that was annotated last, with its annotation keys: they have a limit. */
  annotatedTraceId: string;
  annotationKeys: ReadonlySet<string>;
  /** The same of the other traces. */
  readonly keysOfTraces: Map<string, ReadonlySet<string>>;
}

/** The part a span plays in the document that is being written. */
export type Role =
  /** A document of its own. */
  | 'segment'
  /** A document of its own with `type: "subsegment"`. */
  | 'subsegment'
  /** A member of its parent's `subsegments`. */
  | 'embedded'
  /** The segment of the service, of a span that is both a service's work and its call. */
  | 'service'
  /** The call of such a span; its parent is the service segment. */
  | 'dependency'
  | 'embedded-dependency';

/** The span that is being written. */
export interface Entity {
  node: SpanNode;
  role: Role;
  id: string;
  parentId: string;
  /** Whether this span is marked as both a service's work and its call. */
  localRoot: boolean;
  /** Whether the members of the process belong here: on segments. */
  holdsResource: boolean;
  /** Whether the span is a call of the AWS API. */
  isAwsCall: boolean;
  namespace: '' | 'aws' | 'remote';
  /** The name of the span without secrets. */
  spanName: string;
  /** Whether a client span only wraps another one that does the call: that of a driver below a mapper's. */
  isLocalWork: boolean;
  /** The document's name, chosen and cleaned. */
  name: string;
  /** Exception events whose stack nobody could read. */
  unreadStacks: Set<EventLike> | undefined;
  /** Whether it is a fault, an error or a throttle. */
  failed: boolean;
  /** The id of the exception that this entity or one inside it recorded, for the entities above. */
  exceptionId: string;
  /** Whether the entity that recorded it failed: another one may have dealt with its exception. */
  exceptionFailed: boolean;
}

/** Whether a span has events that can be read. */
export function hasEvents({ node }: Entity): boolean {
  const { events } = node.span;
  return Array.isArray(events) && events.length > 0;
}

export function isSegment(role: Role): boolean {
  return role === 'segment' || role === 'service';
}

export function isEmbedded(role: Role): boolean {
  return role === 'embedded' || role === 'embedded-dependency';
}
