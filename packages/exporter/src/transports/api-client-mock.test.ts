import { PutTraceSegmentsCommand, XRayClient } from '@aws-sdk/client-xray';
import { makeSpan } from '@otel-xray/test-kit';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, it } from 'vitest';
import { AWSXRayExporter } from '../aws-xray-exporter.ts';

const id = (n: number): string => n.toString(16).padStart(16, '0');

it('sends by a client of the user’s own, and counts what it answers', async () => {
  const mock = mockClient(XRayClient);
  mock
    .on(PutTraceSegmentsCommand)
    .resolves({ UnprocessedTraceSegments: [{ Id: id(2), ErrorCode: 'InvalidId', Message: 'no' }] });
  const exporter = new AWSXRayExporter({
    target: 'api',
    client: new XRayClient({ region: 'eu-west-1', maxAttempts: 1 }),
  });
  const spans = [1, 2, 3].map((n) => makeSpan({ spanId: id(n), traceId: id(n).padStart(32, '1') }));
  await new Promise((resolve) => exporter.export(spans, resolve));
  await exporter.shutdown();
  expect(exporter.stats()).toMatchObject({ accepted: 3, sent: 2, dropped: { InvalidId: 1 } });
  const [call] = mock.commandCalls(PutTraceSegmentsCommand);
  expect(call?.args[0].input.TraceSegmentDocuments).toHaveLength(3);
});
