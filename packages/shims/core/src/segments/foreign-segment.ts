import type { Span } from '@opentelemetry/api';
import { addMetadata, annotate, toXRayTraceId } from '@otel-xray/format';
import { getLogger } from '../ground/logger.ts';
import { record, recordingOf } from './recording.ts';
import { Segment } from './segment.ts';

const known: WeakMap<Span, ForeignSegment> = new WeakMap();

/** Returns a span of OpenTelemetry's API in the shape of a segment: its methods write to the span. */
export function foreignSegment(span: Span): Segment {
  let segment = known.get(span);
  if (segment === undefined) {
    segment = makeSegment(span);
    known.set(span, segment);
  }
  return segment;
}

/** A segment whose span belongs to somebody else, who ends it too. */
class ForeignSegment extends Segment {
  override addAnnotation(key: string, value: boolean | string | number): void {
    super.addAnnotation(key, value);
    const accepted = this.annotations?.[key];
    if (accepted !== undefined) annotate(ownerOf(this), key, accepted as string);
  }

  // biome-ignore lint/suspicious/noExplicitAny: the SDK's signature
  override addMetadata(key: string, value: any, namespace?: string): void {
    super.addMetadata(key, value, namespace);
    addMetadata(ownerOf(this), namespace || 'default', key, value ?? '');
  }

  override setUser(user: string): void {
    super.setUser(user);
    ownerOf(this).setAttribute('enduser.id', user);
  }

  override addError(err: Error | string, remote?: boolean): void {
    super.addError(err, remote);
    if (typeof err !== 'string' && !(err instanceof Error)) return;
    ownerOf(this).recordException(err);
    ownerOf(this).setStatus({ code: 2, message: typeof err === 'string' ? err : err.message });
  }

  override addFaultFlag(): void {
    super.addFaultFlag();
    ownerOf(this).setAttribute('aws.xray.fault', true);
    ownerOf(this).setStatus({ code: 2 });
  }

  override addErrorFlag(): void {
    super.addErrorFlag();
    ownerOf(this).setAttribute('aws.xray.error', true);
  }

  override addThrottleFlag(): void {
    super.addThrottleFlag();
    ownerOf(this).setAttribute('aws.xray.throttle', true);
  }

  /** Adds the error. The span ends when its instrumentation ends it. */
  override close(err?: Error | string | null, remote?: boolean): void {
    if (err) this.addError(err, remote);
    getLogger().debug(`"${this.name}" is a span of OpenTelemetry, which its instrumentation ends.`);
  }

  override flush(): void {
    // Its provider sends it.
  }
}

/** Without the constructor, which would start a clock and choose IDs. */
function makeSegment(span: Span): ForeignSegment {
  const { traceId, spanId, traceFlags } = span.spanContext();
  const { name = 'OpenTelemetry span' } = span as { name?: string };
  const segment: ForeignSegment = Object.create(ForeignSegment.prototype);
  Object.assign(segment, {
    trace_id: toXRayTraceId(traceId),
    id: spanId,
    name,
    start_time: Date.now() / 1_000,
    in_progress: true,
    counter: 0,
    ...((traceFlags & 1) === 0 && { notTraced: true }),
  });
  record(segment, undefined, span);
  return segment;
}

function ownerOf(segment: Segment): Span {
  return recordingOf(segment).span as Span;
}
