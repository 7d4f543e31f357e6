import type { ClientRequest, IncomingMessage } from 'node:http';
import { getLogger } from '../ground/logger.ts';
import { captureException } from './captured-exception.ts';
import { Entity } from './entity.ts';
import { endSoon, recordingOf, spanOf } from './recording.ts';
import { remoteRequestData } from './remote-request-data.ts';
import type { Segment } from './segment.ts';
import { SegmentEmitter } from './segment-emitter.ts';
import { SegmentUtils } from './segment-utils.ts';

/**
 * A subsegment of X-Ray: a part of the work, or a call. Behind it is an OpenTelemetry span, started when the subsegment is added to a
 * parent. Source: X-Ray developer guide, https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
 */
export class Subsegment extends Entity {
  declare segment: Segment;
  declare parent: Segment | Subsegment;
  declare namespace?: string;
  declare notTraced: boolean;
  declare traced?: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: an open block, which programs assign
  declare sql?: any;
  declare precursor_ids?: string[];
  declare type?: string;

  constructor(name: string) {
    super('Subsegment', name);
    this.notTraced = false;
  }

  override get root(): Segment | undefined {
    return this.segment;
  }

  override adoptIds(_traceId: string, id: string): void {
    this.id = id;
  }

  /** Puts it below a parent and starts its span. Called by `addSubsegment`. */
  attachTo(parent: Segment | Subsegment, notTraced: boolean | undefined): void {
    this.parent = parent;
    this.segment = parent.root as Segment;
    this.notTraced = notTraced as boolean;
    this.noOp = parent.noOp;
    if (this.segment !== undefined) spanOf(this);
  }

  /** Sets any member of the document. */
  // biome-ignore lint/suspicious/noExplicitAny: the SDK's signature
  addAttribute(name: string, data: any): void {
    (this as unknown as Record<string, unknown>)[name] = data;
  }

  /** Names a subsegment that had to end before this one. */
  addPrecursorId(id: string): void {
    if (typeof id !== 'string')
      getLogger().error(`Failed to add id:${id} to subsegment ${this.name}.  Precursor Ids must be of type string.`);
    this.precursor_ids ??= [];
    this.precursor_ids.push(id);
  }

  // biome-ignore lint/suspicious/noExplicitAny: the SDK's signature
  addSqlData(sqlData: any): void {
    this.sql = sqlData;
  }

  /** Adds the `http` block of an outgoing call. */
  addRemoteRequestData(req: ClientRequest, res: IncomingMessage | null, downstreamXRayEnabled?: boolean): void {
    this.http = remoteRequestData(req, res);
    if (downstreamXRayEnabled) this.traced = true;
  }

  /** Adds an exception and marks the subsegment as a fault. An error that a subsegment of the segment has already is only referred to. */
  addError(err: Error | string, remote?: boolean): void {
    if (!this.isError(err)) return;
    this.addFaultFlag();
    const { segment } = this;
    const seen = segment?.exception;
    if (seen !== undefined && seen.ex === err) {
      this.cause = { id: seen.cause, exceptions: [] };
      return;
    }
    if (segment !== undefined) segment.exception = { ex: err, cause: this.id };
    this.cause ??= { working_directory: process.cwd(), exceptions: [] };
    this.cause.exceptions?.unshift(...captureException(err, Boolean(remote)));
  }

  /** Ends the subsegment. Its span ends when the current task is done. A second call changes nothing. */
  close(err?: Error | string | null, remote?: boolean): void {
    if (this.isClosed()) {
      getLogger().debug(`Subsegment "${this.name}" was closed already.`);
      return;
    }
    this.end_time = SegmentUtils.getCurrentTime();
    this.in_progress = undefined;
    if (err) this.addError(err, remote);
    const { segment, parent } = this;
    if (segment === undefined || parent === undefined) return;
    endSoon(this);
    parent.decrementCounter();
    // Its span is sent by itself: a segment with many subsegments must not hold all of them.
    if (segment.counter > SegmentUtils.streamingThreshold && this.counter <= 0) parent.removeSubsegment(this);
  }

  /** Ends the spans of closed subsegments now instead of at the end of the task. */
  flush(): void {
    if (!this.parent || !this.segment) {
      getLogger().error(
        `Failed to flush subsegment: ${this.name}. Subsegment must be added to a segment chain to flush.`,
      );
    } else if (this.segment.notTraced !== true && !this.notTraced) {
      SegmentEmitter.send(this);
    } else {
      getLogger().debug(`Ignoring flush on subsegment ${this.id}. Associated segment is marked as not sampled.`);
    }
  }

  /** Flushes what is closed at and below this subsegment; returns `true` if that is all of it. */
  streamSubsegments(): true | undefined {
    if (this.isClosed() && this.counter <= 0) {
      this.flush();
      return true;
    }
    if (this.subsegments) this.subsegments = this.subsegments.filter((child) => child.streamSubsegments() !== true);
    return undefined;
  }

  format(): string {
    Object.assign(this, this.place());
    return this.serialize();
  }

  protected override place(): Record<string, string> {
    const { traceId, parentId } = placeOf(this);
    return { type: 'subsegment', ...(parentId && { parent_id: parentId }), ...(traceId && { trace_id: traceId }) };
  }
}

/** A subsegment below a Lambda facade keeps the place that it had when it started. */
function placeOf(subsegment: Subsegment): { traceId?: string; parentId?: string } {
  const { segment, parent } = subsegment;
  const recording = recordingOf(subsegment);
  const isBelowFacade = parent?.facade === true;
  const traceId = (segment?.facade && recording.traceId) || segment?.trace_id;
  const parentId = (isBelowFacade && recording.parentId) || parent?.id;
  return { ...(traceId && { traceId }), ...(parentId && { parentId }) };
}

Entity.newSubsegment = (name) => new Subsegment(name);

// Minifiers rename classes, and the SDK's packages for databases recognise a subsegment by the name of its class.
Object.defineProperty(Subsegment, 'name', { value: 'Subsegment' });
