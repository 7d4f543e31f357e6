import { SpanKind } from '@opentelemetry/api';
import { getLogger } from '../ground/logger.ts';
import { randomHex } from '../ground/random-ids.ts';
import { annotationValue } from './annotation-value.ts';
import { jsonOf, membersOf } from './entity-json.ts';
import { record } from './recording.ts';
import type { Segment } from './segment.ts';
import { bigintAsText, SegmentUtils } from './segment-utils.ts';
import type { Subsegment } from './subsegment.ts';

/** Exceptions of a segment or subsegment, or the ID of the subsegment that has them. */
export interface Cause {
  id?: string;
  working_directory?: string;
  exceptions?: object[];
}

/** The common part of segments and subsegments. The members are those of X-Ray's segment documents. */
export abstract class Entity {
  declare id: string;
  declare name: string;
  declare start_time: number;
  declare end_time?: number;
  declare in_progress?: boolean | undefined;
  declare counter: number;
  declare trace_id: string;
  declare parent_id?: string;
  declare parent?: Segment | Subsegment;
  declare subsegments?: Subsegment[];
  declare notTraced?: boolean | undefined;
  declare noOp?: boolean | undefined;
  declare facade?: boolean;
  declare annotations?: Record<string, unknown>;
  declare metadata?: Record<string, Record<string, unknown>>;
  declare fault?: boolean;
  declare error?: boolean;
  declare throttle?: boolean;
  declare cause?: Cause;
  // biome-ignore lint/suspicious/noExplicitAny: an open block, which programs assign
  declare aws?: any;
  // biome-ignore lint/suspicious/noExplicitAny: an open block, which programs assign
  declare http?: any;

  /** Creates a subsegment; set by the module that defines it, which needs this one. */
  static newSubsegment: (name: string) => Subsegment;

  constructor(kind: string, name: string) {
    if (typeof name !== 'string') throw new Error(`${kind} name must be of type string.`);
    this.id = randomHex(8);
    this.name = name;
    this.start_time = SegmentUtils.getCurrentTime();
    this.in_progress = true;
    this.counter = 0;
    record(this, kind === 'Segment' ? SpanKind.SERVER : undefined);
  }

  /** The segment at the root; `undefined` for a subsegment that was not added to one. */
  abstract get root(): Segment | undefined;

  /** Sets the IDs to those of a span whose provider chose them. */
  abstract adoptIds(traceId: string, id: string): void;

  /** Adds a value that filter expressions find. Strings, finite numbers and booleans; others are logged and left out. */
  addAnnotation(key: string, value: boolean | string | number): void {
    const accepted = annotationValue(value);
    if (accepted === undefined)
      refuse(this, 'annotation', key, value, 'Value must be of type string, number or boolean.');
    else if (typeof key !== 'string') refuse(this, 'annotation', key, value, 'Key must be of type string.');
    else this.annotations = Object.assign(this.annotations ?? {}, { [key]: accepted });
  }

  /** Adds any JSON value, under `default` or a namespace. `null` and `undefined` become an empty string. */
  // biome-ignore lint/suspicious/noExplicitAny: the SDK's signature
  addMetadata(key: string, value: any, namespace?: string): void {
    if (typeof key !== 'string') {
      refuse(this, 'metadata', key, value, 'Key must be of type string.');
    } else if (namespace && typeof namespace !== 'string') {
      refuse(this, 'metadata', key, value, 'Namespace must be of type string.');
    } else if (namespace !== '__proto__' && key !== '__proto__') {
      this.metadata ??= {};
      this.metadata[namespace || 'default'] ??= {};
      Object.assign(this.metadata[namespace || 'default'] as object, { [key]: value ?? '' });
    }
  }

  /** Creates a subsegment below this one, open and with the current time. */
  addNewSubsegment(name: string): Subsegment {
    const subsegment = Entity.newSubsegment(name);
    this.addSubsegment(subsegment);
    return subsegment;
  }

  /** The same for a subsegment that is not recorded, and whose calls carry `Sampled=0`. */
  addNewSubsegmentWithoutSampling(name: string): Subsegment {
    const subsegment = Entity.newSubsegment(name);
    this.addSubsegmentWithoutSampling(subsegment);
    return subsegment;
  }

  addSubsegmentWithoutSampling(subsegment: Subsegment): void {
    attach(this, subsegment, true);
  }

  /**
   * Attaches a subsegment.
   * @throws Error if it is none
   */
  addSubsegment(subsegment: Subsegment): void {
    attach(this, subsegment, this.notTraced);
  }

  /**
   * Detaches a subsegment.
   * @throws Error if it is none
   */
  removeSubsegment(subsegment: Subsegment): void {
    if (typeof subsegment?.attachTo !== 'function')
      throw new Error(`Failed to remove subsegment: ${subsegment} from "${this.name}". Not a subsegment.`);
    const index = this.subsegments?.indexOf(subsegment) ?? -1;
    if (index >= 0) this.subsegments?.splice(index, 1);
  }

  addFaultFlag(): void {
    this.fault = true;
  }

  addErrorFlag(): void {
    this.error = true;
  }

  addThrottleFlag(): void {
    this.throttle = true;
  }

  isClosed(): boolean {
    return !this.in_progress;
  }

  /** Counts one more open subsegment, with those below it. */
  incrementCounter(additional?: number): void {
    this.counter += 1 + (additional || 0);
    this.parent?.incrementCounter(additional);
  }

  /** Counts one open subsegment less. */
  decrementCounter(): void {
    this.counter--;
    this.parent?.decrementCounter();
  }

  /** Whether this is an error that can be added; logs if it is none. */
  protected isError(err: unknown): err is object | string {
    if ((typeof err === 'object' && err !== null) || typeof err === 'string') return true;
    getLogger().error(`Failed to add error:${err} to subsegment "${this.name}".  Not an object or string literal.`);
    return false;
  }

  /** The JSON text of the document. */
  abstract format(): string;

  /** The JSON text of its members, with open subsegments. */
  toString(): string {
    return this.serialize();
  }

  serialize(entity?: object): string {
    return JSON.stringify(entity ?? this, bigintAsText);
  }

  /** The members for `JSON.stringify`. */
  toJSON(): Record<string, unknown> {
    const { subsegments } = this;
    return { ...membersOf(this), ...(subsegments && subsegments.length > 0 && { subsegments }) };
  }

  /** Part of the translator's contract: the entity as it is written into documents. */
  toEntityJson(isEmbedded: boolean): string {
    return jsonOf(membersOf(this, isEmbedded ? {} : this.place()), this.name);
  }

  /** Where a document that is not embedded belongs. */
  protected abstract place(): Record<string, string>;
}

// Functions and not private methods: the facade of AWS Lambda and spans of others have this prototype without its constructor.

function refuse({ name }: Entity, what: string, key: unknown, value: unknown, reason: string): void {
  getLogger().error(
    `Failed to add ${what} key: ${String(key)} value: ${String(value)} to subsegment ${name}. ${reason}`,
  );
}

function attach(parent: Entity, subsegment: Subsegment, notTraced: boolean | undefined): void {
  if (typeof subsegment?.attachTo !== 'function')
    throw new Error(`Failed to add subsegment: ${subsegment} to "${parent.name}". Not a subsegment.`);
  parent.subsegments ??= [];
  parent.subsegments.push(subsegment);
  if (subsegment.end_time === undefined) parent.incrementCounter(subsegment.counter);
  subsegment.attachTo(parent as unknown as Segment | Subsegment, notTraced);
}
