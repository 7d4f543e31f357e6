import type {
  Attributes,
  AttributeValue,
  Context,
  Exception,
  HrTime,
  Link,
  Span,
  SpanContext,
  SpanKind,
  SpanStatus,
  TimeInput,
} from '@opentelemetry/api';

/** A span processor, by the part that is called here. */
export interface SpanProcessorLike {
  onStart(span: XRaySpan, parent: Context): void;
  onEnd(span: XRaySpan): void;
}

/** Source: OpenTelemetry specification, "SDK configuration", default limits of spans. */
const MAX_ITEMS = 128;

/** A span of the default set-up, in the shape that the SDK of OpenTelemetry gives to its processors. */
export class XRaySpan implements Span {
  name: string;
  readonly kind: SpanKind;
  readonly parentSpanContext: SpanContext | undefined;
  readonly startTime: HrTime;
  endTime: HrTime = [0, 0];
  status: SpanStatus = { code: 0 };
  readonly attributes: Attributes = {};
  readonly events: { name: string; time: HrTime; attributes: Attributes }[] = [];
  readonly links: Link[] = [];
  readonly resource: { readonly attributes: Attributes };
  readonly instrumentationScope: { readonly name: string; readonly version?: string };
  ended: boolean = false;
  droppedAttributesCount: number = 0;
  droppedEventsCount: number = 0;
  droppedLinksCount: number = 0;
  readonly #context: SpanContext;
  readonly #processor: SpanProcessorLike;

  constructor(
    given: Pick<XRaySpan, 'name' | 'kind' | 'parentSpanContext' | 'startTime' | 'resource' | 'instrumentationScope'>,
    spanContext: SpanContext,
    processor: SpanProcessorLike,
  ) {
    this.name = given.name;
    this.kind = given.kind;
    this.parentSpanContext = given.parentSpanContext;
    this.startTime = given.startTime;
    this.resource = given.resource;
    this.instrumentationScope = given.instrumentationScope;
    this.#context = spanContext;
    this.#processor = processor;
  }

  spanContext(): SpanContext {
    return this.#context;
  }

  setAttribute(key: string, value: AttributeValue): this {
    if (this.ended || value === undefined || value === null) return this;
    if (!(key in this.attributes) && Object.keys(this.attributes).length >= MAX_ITEMS) this.droppedAttributesCount++;
    else this.attributes[key] = value;
    return this;
  }

  setAttributes(attributes: Attributes): this {
    for (const [key, value] of Object.entries(attributes)) this.setAttribute(key, value as AttributeValue);
    return this;
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    if (this.ended) return this;
    const isTime = isTimeInput(attributesOrTime);
    const at = isTime ? attributesOrTime : time;
    if (this.events.length >= MAX_ITEMS) {
      this.events.shift();
      this.droppedEventsCount++;
    }
    this.events.push({ name, time: hrTime(at), attributes: isTime ? {} : { ...attributesOrTime } });
    return this;
  }

  addLink(link: Link): this {
    if (this.ended) return this;
    if (this.links.length >= MAX_ITEMS) this.droppedLinksCount++;
    else this.links.push(link);
    return this;
  }

  addLinks(links: Link[]): this {
    for (const link of links) this.addLink(link);
    return this;
  }

  setStatus(status: SpanStatus): this {
    if (!this.ended) this.status = { ...status };
    return this;
  }

  updateName(name: string): this {
    if (!this.ended) this.name = name;
    return this;
  }

  recordException(exception: Exception, time?: TimeInput): void {
    const { name, code, message, stack } =
      typeof exception === 'string' ? { message: exception } : (exception as Thrown);
    const type = code ?? name;
    this.addEvent(
      'exception',
      {
        ...(type !== undefined && { 'exception.type': String(type) }),
        ...(message !== undefined && { 'exception.message': message }),
        ...(stack !== undefined && { 'exception.stacktrace': stack }),
      },
      time,
    );
  }

  end(endTime?: TimeInput): void {
    if (this.ended) return;
    this.endTime = hrTime(endTime);
    this.ended = true;
    this.#processor.onEnd(this);
  }

  isRecording(): boolean {
    return !this.ended;
  }
}

interface Thrown {
  readonly name?: string;
  readonly code?: string | number;
  readonly message?: string;
  readonly stack?: string;
}

function isTimeInput(value: unknown): value is TimeInput {
  return typeof value === 'number' || Array.isArray(value) || value instanceof Date;
}

/** Turns a time of OpenTelemetry's API into seconds and nanoseconds; numbers are epoch milliseconds or those of `performance.now()`. */
export function hrTime(time?: TimeInput): HrTime {
  if (Array.isArray(time)) return time;
  const given = time instanceof Date ? time.getTime() : (time ?? Date.now());
  const millis = given < performance.timeOrigin ? given + performance.timeOrigin : given;
  const seconds = Math.floor(millis / 1_000);
  return [seconds, Math.round((millis - seconds * 1_000) * 1e6)];
}
