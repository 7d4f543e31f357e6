import { createSocket } from 'node:dgram';
import { BatchGetTracesCommand, PutTraceSegmentsCommand, XRayClient } from '@aws-sdk/client-xray';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalXRay, startLocalXRay } from './index.ts';

const TRACE_ID = '1-6adf0240-5a560cc3949d4b8bc5df4664';
const segment = {
  trace_id: TRACE_ID,
  id: 'd9d3463eab20fc36',
  name: 'catalog',
  start_time: 1793000000.03,
  end_time: 1793000000.21,
};

let xray: LocalXRay;
beforeEach(async () => {
  xray = await startLocalXRay({ port: 0, now: () => 1793003600_000 });
});
afterEach(() => xray.close());

describe('startLocalXRay', () => {
  it('takes a document in process and shows its trace', async () => {
    expect(await xray.ingest([segment])).toEqual({ UnprocessedTraceSegments: [] });
    const traces = await xray.traces();
    expect(traces).toMatchObject([{ id: TRACE_ID, revision: 1, root: segment, segments: [segment], waiting: [] }]);
  });

  it('takes a datagram and wakes who waits for it', async () => {
    const waiting = xray.waitFor((trace) => trace.root?.name === 'catalog');
    const socket = createSocket('udp4');
    socket.send(`{"format":"json","version":1}\n${JSON.stringify(segment)}`, xray.udpPort, '127.0.0.1');
    expect(await waiting).toMatchObject({ id: TRACE_ID, segments: [segment] });
    socket.close();
  });

  it('answers the AWS SDK', async () => {
    const client = new XRayClient({
      endpoint: xray.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'dummy', secretAccessKey: 'dummy' },
    });
    const put = await client.send(
      new PutTraceSegmentsCommand({ TraceSegmentDocuments: [JSON.stringify(segment), '{}'] }),
    );
    expect(put.UnprocessedTraceSegments).toEqual([
      { ErrorCode: 'MissingId', Message: 'Invalid segment. ErrorCode: MissingId' },
    ]);
    const { Traces, UnprocessedTraceIds } = await client.send(
      new BatchGetTracesCommand({ TraceIds: [TRACE_ID, '1-00000000-000000000000000000000001'] }),
    );
    expect(Traces?.map(({ Id, Duration }) => ({ Id, Duration }))).toEqual([{ Id: TRACE_ID, Duration: 0.18 }]);
    expect(JSON.parse(Traces?.[0]?.Segments?.[0]?.Document ?? '')).toEqual(segment);
    expect(UnprocessedTraceIds).toEqual(['1-00000000-000000000000000000000001']);
    client.destroy();
  });
});
