import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { makeSpan } from '@otel-xray/test-kit';
import { expect, it, onTestFinished } from 'vitest';
import { RecordingTransport } from '../../test/recording-transport.ts';
import { AWSXRayExporter } from '../aws-xray-exporter.ts';

class Reader extends MetricReader {
  protected async onShutdown(): Promise<void> {}
  protected async onForceFlush(): Promise<void> {}
}

it('shows the numbers of stats() under the names of the conventions, and losses by error.type', async () => {
  const reader = new Reader();
  const meterProvider = new MeterProvider({ readers: [reader] });
  onTestFinished(() => meterProvider.shutdown());
  const transport = new RecordingTransport();
  const exporter = new AWSXRayExporter({ target: transport, meterProvider });
  onTestFinished(() => exporter.shutdown());
  const send = (fields: object) =>
    new Promise((resolve) => exporter.export([makeSpan(fields), makeSpan({ spanId: '00000000000000aa' })], resolve));
  await send({});
  await send({ traceId: 'none' });
  transport.answer = (documents) => ({
    status: 'success',
    unprocessed: documents.map(({ id }) => ({ Id: id, ErrorCode: 'InvalidTime' })),
  });
  await send({});
  const { resourceMetrics } = await reader.collect();
  const shown = resourceMetrics.scopeMetrics.flatMap(({ metrics }) =>
    metrics.flatMap(({ descriptor, dataPoints }) =>
      dataPoints.map(({ value, attributes }) => [
        [descriptor.name.replace('otel_xray.exporter.', ''), attributes['error.type']].filter(Boolean).join(' '),
        value,
      ]),
    ),
  );
  const { sentBytes, dropped } = exporter.stats();
  expect(Object.fromEntries(shown)).toEqual({
    'otel.sdk.exporter.span.exported': 3,
    'otel.sdk.exporter.span.exported InvalidTime': 2,
    'otel.sdk.exporter.span.inflight': 0,
    'otel.sdk.processor.span.processed': 5,
    'otel.sdk.processor.span.processed invalidTraceId': 1,
    'otel.sdk.processor.span.queue.size': 0,
    'span.kernel_dropped': 0,
    'call.retried': 0,
    'document.sent': 3,
    'document.sent.size': sentBytes,
    'document.queue.size': 0,
    'document.queue.bytes': 0,
  });
  expect(dropped).toEqual({ invalidTraceId: 1, InvalidTime: 2 });
});
