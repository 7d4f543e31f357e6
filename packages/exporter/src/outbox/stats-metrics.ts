import type { BatchObservableResult, MeterProvider, Observable } from '@opentelemetry/api';
import type { ExporterStats, SpanProgress } from './stats.ts';

// Names of OpenTelemetry where it has some: https://opentelemetry.io/docs/specs/semconv/otel/sdk-metrics/
const EXPORTED = 'otel.sdk.exporter.span.exported';
const IN_FLIGHT = 'otel.sdk.exporter.span.inflight';
const PROCESSED = 'otel.sdk.processor.span.processed';
const QUEUE_SIZE = 'otel.sdk.processor.span.queue.size';

/** Value of `error.type` that OpenTelemetry defines, by our reason. */
const ERROR_TYPES: Readonly<Record<string, string>> = { queueFull: 'queue_full' };

/** Attributes of OpenTelemetry's metrics: which component counts. */
const COMPONENT = {
  'otel.component.name': 'otel_xray_span_exporter/0',
  'otel.component.type': 'otel_xray_span_exporter',
};

type Counted = Exclude<keyof ExporterStats, 'dropped' | 'droppedByClass' | 'lastError'>;

/** Field of `stats()` → its metric, where OpenTelemetry defines none. */
const COUNTERS: Readonly<Partial<Record<Counted, readonly [name: string, unit: string]>>> = {
  kernelDropped: ['otel_xray.exporter.span.kernel_dropped', '{span}'],
  retriedCalls: ['otel_xray.exporter.call.retried', '{call}'],
  sentDocuments: ['otel_xray.exporter.document.sent', '{document}'],
  sentBytes: ['otel_xray.exporter.document.sent.size', 'By'],
};

const GAUGES: typeof COUNTERS = {
  queuedDocuments: ['otel_xray.exporter.document.queue.size', '{document}'],
  queuedBytes: ['otel_xray.exporter.document.queue.bytes', 'By'],
};

/** Shows `stats()` as metrics, which are read when they are collected. */
export function observeStats(
  provider: MeterProvider,
  read: () => ExporterStats,
  readProgress: () => SpanProgress,
): void {
  const meter = provider.getMeter('@otel-xray/exporter');
  const own: [Counted, Observable][] = [];
  for (const [field, [name, unit]] of entriesOf(COUNTERS))
    own.push([field, meter.createObservableCounter(name, { unit })]);
  for (const [field, [name, unit]] of entriesOf(GAUGES))
    own.push([field, meter.createObservableUpDownCounter(name, { unit })]);
  const unit = '{span}';
  const exported = meter.createObservableCounter(EXPORTED, { unit });
  const processed = meter.createObservableCounter(PROCESSED, { unit });
  const inFlight = meter.createObservableUpDownCounter(IN_FLIGHT, { unit });
  const queueSize = meter.createObservableUpDownCounter(QUEUE_SIZE, { unit });
  const observe = (result: BatchObservableResult): void => {
    const stats = read();
    const progress = readProgress();
    for (const [field, instrument] of own) result.observe(instrument, stats[field]);
    result.observe(inFlight, progress.inFlight, COMPONENT);
    result.observe(queueSize, stats.queued - progress.inFlight, COMPONENT);
    result.observe(exported, stats.sent, COMPONENT);
    let passedOn = stats.sent;
    for (const [reason, spans] of Object.entries(stats.dropped)) {
      const isBeforeCalls = progress.beforeCalls.has(reason);
      if (!isBeforeCalls) passedOn += spans;
      result.observe(isBeforeCalls ? processed : exported, spans, {
        ...COMPONENT,
        'error.type': ERROR_TYPES[reason] ?? reason,
      });
    }
    // To process a span is to hand it to a call, whatever the call's result.
    result.observe(processed, passedOn, COMPONENT);
  };
  meter.addBatchObservableCallback(observe, [
    ...own.map(([, instrument]) => instrument),
    exported,
    processed,
    inFlight,
    queueSize,
  ]);
}

function entriesOf(table: typeof COUNTERS): [Counted, readonly [string, string]][] {
  return Object.entries(table) as [Counted, readonly [string, string]][];
}
