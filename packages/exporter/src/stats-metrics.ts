import type { BatchObservableResult, MeterProvider, Observable } from '@opentelemetry/api';
import type { ExporterStats } from './stats.ts';

type Counted = Exclude<keyof ExporterStats, 'dropped' | 'droppedByClass' | 'lastError'>;

/** What `stats()` counts, under the name of its metric. */
const COUNTERS: Readonly<Partial<Record<Counted, readonly [name: string, unit: string]>>> = {
  accepted: ['otel_xray.exporter.spans.accepted', '{span}'],
  sent: ['otel_xray.exporter.spans.sent', '{span}'],
  retriedCalls: ['otel_xray.exporter.calls.retried', '{call}'],
  sentDocuments: ['otel_xray.exporter.documents.sent', '{document}'],
  sentBytes: ['otel_xray.exporter.bytes.sent', 'By'],
};

/** What goes up and down. */
const GAUGES: typeof COUNTERS = {
  queued: ['otel_xray.exporter.spans.queued', '{span}'],
  queuedDocuments: ['otel_xray.exporter.documents.queued', '{document}'],
  queuedBytes: ['otel_xray.exporter.bytes.queued', 'By'],
};

/** Shows `stats()` as metrics: read when they are collected, at no other cost. */
export function observeStats(provider: MeterProvider, read: () => ExporterStats): void {
  const meter = provider.getMeter('@otel-xray/exporter');
  const observed: [Counted, Observable][] = [];
  for (const [field, [name, unit]] of entriesOf(COUNTERS))
    observed.push([field, meter.createObservableCounter(name, { unit })]);
  for (const [field, [name, unit]] of entriesOf(GAUGES))
    observed.push([field, meter.createObservableUpDownCounter(name, { unit })]);
  const dropped = meter.createObservableCounter('otel_xray.exporter.spans.dropped', { unit: '{span}' });
  const observe = (result: BatchObservableResult): void => {
    const stats = read();
    for (const [field, instrument] of observed) result.observe(instrument, stats[field]);
    for (const [reason, spans] of Object.entries(stats.dropped)) result.observe(dropped, spans, { reason });
  };
  meter.addBatchObservableCallback(observe, [...observed.map(([, instrument]) => instrument), dropped]);
}

function entriesOf(table: typeof COUNTERS): [Counted, readonly [string, string]][] {
  return Object.entries(table) as [Counted, readonly [string, string]][];
}
