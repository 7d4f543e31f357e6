import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { makeSpan } from '@otel-xray/test-kit';
import { expect, it, onTestFinished } from 'vitest';
import { RecordingTransport } from '../test/recording-transport.ts';
import { AWSXRayExporter } from './aws-xray-exporter.ts';

class Reader extends MetricReader {
  protected async onShutdown(): Promise<void> {}
  protected async onForceFlush(): Promise<void> {}
}

it('shows the numbers of stats() under their names, and what is dropped by its reason', async () => {
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
        [descriptor.name.replace('otel_xray.exporter.', ''), ...Object.values(attributes)].join(' '),
        value,
      ]),
    ),
  );
  const { sentBytes, dropped } = exporter.stats();
  expect(Object.fromEntries(shown)).toEqual({
    'spans.accepted': 6,
    'spans.sent': 3,
    'calls.retried': 0,
    'documents.sent': 3,
    'bytes.sent': sentBytes,
    'spans.queued': 0,
    'documents.queued': 0,
    'bytes.queued': 0,
    'spans.dropped invalidTraceId': 1,
    'spans.dropped InvalidTime': 2,
  });
  expect(dropped).toEqual({ invalidTraceId: 1, InvalidTime: 2 });
});
