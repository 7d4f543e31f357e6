import { getLogger } from '../ground/logger.ts';
import { settings } from '../ground/settings.ts';
import { isSwitchedOff } from '../setup/switched-off.ts';
import { captureException } from './captured-exception.ts';
import { Entity } from './entity.ts';
import { jsonOf } from './entity-json.ts';
import { endSoon } from './recording.ts';
import { SegmentEmitter } from './segment-emitter.ts';
import { SegmentUtils } from './segment-utils.ts';
// Segments create subsegments.
import './subsegment.ts';
import { TraceID } from './trace-id.ts';

/** The error that a subsegment saw last, and the ID of that subsegment: the same error further up refers to it. */
export interface SeenException {
  readonly ex: unknown;
  readonly cause: string;
}

/**
 * A segment of X-Ray: the work of this service for one request. Behind it is an OpenTelemetry span of kind SERVER.
 * Source: X-Ray developer guide, https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
 */
export class Segment extends Entity {
  declare origin?: string;
  declare user?: string;
  // biome-ignore lint/suspicious/noExplicitAny: an open block, which programs assign
  declare service?: any;
  declare additionalTraceData?: object;
  declare exception?: SeenException | undefined;

  /**
   * @param rootId trace ID of the caller; one that cannot be read is logged and replaced
   * @param parentId ID of the caller's segment or subsegment
   */
  constructor(name: string, rootId?: string | null, parentId?: string | null) {
    super('Segment', name);
    const traceId = rootId && typeof rootId === 'string' ? TraceID.FromString(rootId) : new TraceID();
    this.trace_id = traceId.toString();
    if (parentId) this.parent_id = parentId;
    if (SegmentUtils.serviceData) this.setServiceData(SegmentUtils.serviceData);
    if (SegmentUtils.pluginData) this.addPluginData(SegmentUtils.pluginData);
    if (SegmentUtils.origin) this.origin = SegmentUtils.origin;
    if (SegmentUtils.sdkData) this.setSDKData(SegmentUtils.sdkData);
    if (isSwitchedOff()) this.notTraced = true;
  }

  override get root(): Segment {
    return this;
  }

  override adoptIds(traceId: string, id: string): void {
    this.trace_id = traceId;
    this.id = id;
  }

  addIncomingRequestData(data: object): void {
    this.http = data;
  }

  /** Names the user of the request, for filter expressions. */
  setUser(user: string): void {
    if (typeof user !== 'string') getLogger().error(`Set user: ${user} failed. User IDs must be of type string.`);
    this.user = user;
  }

  setSDKData(data: object): void {
    if (data) this.aws = { ...this.aws, xray: data };
    else getLogger().error(`Add SDK data: ${data} failed. Must not be empty.`);
  }

  setMatchedSamplingRule(ruleName: string): void {
    this.aws = { ...this.aws, xray: { ...this.aws?.xray, rule_name: ruleName } };
  }

  // biome-ignore lint/suspicious/noExplicitAny: the SDK's signature
  setServiceData(data: any): void {
    if (data) this.service = data;
    else getLogger().error(`Add service data: ${data} failed. Must not be empty.`);
  }

  addPluginData(data: object): void {
    this.aws = { ...this.aws, ...data };
  }

  /** Adds an exception and marks the segment as a fault. An error that a subsegment has already is only referred to. */
  addError(err: Error | string, remote?: boolean): void {
    if (!this.isError(err)) return;
    this.addFaultFlag();
    const seen = this.exception;
    this.exception = undefined;
    if (seen !== undefined && seen.ex === err) {
      this.cause = { id: seen.cause };
      return;
    }
    this.cause ??= { working_directory: process.cwd(), exceptions: [] };
    this.cause.exceptions?.push(...captureException(err, Boolean(remote)));
  }

  /** Ends the segment. Its span is sent when the current task is done. A second call changes nothing. */
  close(err?: Error | string | null, remote?: boolean): void {
    if (this.isClosed()) {
      getLogger().debug(`Segment "${this.name}" was closed already.`);
      return;
    }
    this.end_time ??= SegmentUtils.getCurrentTime();
    if (err !== undefined) this.addError(err as Error, remote);
    this.in_progress = undefined;
    this.exception = undefined;
    if (settings.warnUnclosed) warnUnclosed(this);
    endSoon(this);
    if (this.counter <= 0) this.flush();
  }

  override decrementCounter(): void {
    super.decrementCounter();
    if (this.counter <= 0 && this.isClosed()) this.flush();
  }

  /** Ends the spans of closed segments now instead of at the end of the task. */
  flush(): void {
    if (this.notTraced === true) return;
    this.exception = undefined;
    SegmentEmitter.send(this);
  }

  format(): string {
    return jsonOf(this.toJSON(), this.name);
  }

  protected override place(): Record<string, string> {
    const { trace_id, parent_id } = this;
    return { trace_id, ...(parent_id && { parent_id }) };
  }
}

function warnUnclosed({ name, subsegments }: Entity): void {
  const open = (subsegments ?? []).filter((child) => !child.isClosed()).map((child) => `"${child.name}"`);
  if (open.length > 0) getLogger().warn(`Segment "${name}" was closed before its subsegments ${open.join(', ')}.`);
}

// Minifiers rename classes, and the SDK's packages for databases recognise a segment by the name of its class.
Object.defineProperty(Segment, 'name', { value: 'Segment' });
