import { spawn } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { BatchGetTracesCommand, XRayClient } from '@aws-sdk/client-xray';
import type { NotesAnswer } from '@otel-xray/console/contract';
import { quietPort } from '@otel-xray/test-kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeEmbedded, makeSegment, makeSubsegment, START, TRACE_ID, toId } from '../../test/make-document.ts';
import type { JsonObject } from '../ground/json.ts';
import { type LocalXRay, startLocalXRay } from '../index.ts';

const options = { port: 0, now: () => (START + 60) * 1e3 };
let xray: LocalXRay;
beforeEach(async () => {
  xray = await startLocalXRay(options);
});
afterEach(() => xray.close());

const datagram = (document: JsonObject): string => `{"format":"json","version":1}\n${JSON.stringify(document)}`;
const sendAll = async (socket: Socket, datagrams: readonly string[], port: number): Promise<void> => {
  for (const text of datagrams) await new Promise((resolve) => socket.send(text, port, '127.0.0.1', resolve));
};

describe('ingest', () => {
  const cycle: Record<string, unknown> = Object.create(null);
  cycle['self'] = cycle;

  it('takes objects and texts alike', async () => {
    const other = '1-6adf0241-000000000000000000000001';
    const documents = [makeSegment('a'), JSON.stringify(makeSegment('a', { trace_id: other }))];
    expect(await xray.ingest(documents)).toEqual({ UnprocessedTraceSegments: [] });
    expect((await xray.traces()).map(({ id, revision, root }) => ({ id, revision, root }))).toEqual([
      { id: TRACE_ID, revision: 1, root: makeSegment('a') },
      { id: other, revision: 1, root: makeSegment('a', { trace_id: other }) },
    ]);
  });

  it.each([
    ['a JSON text', (list: object[]) => JSON.stringify(list)],
    ['an object', (list: object[]) => list],
  ])('takes a list of subsegments in the place of a document: %s', async (_, form) => {
    const list = ['b', 'c'].map((each) => makeSubsegment(each, 'a'));
    expect(await xray.ingest([makeSegment('a'), form(list)])).toEqual({ UnprocessedTraceSegments: [] });
    const [trace] = await xray.traces();
    expect(trace?.root?.subsegments?.map(({ id }) => id)).toEqual(['b', 'c'].map(toId));
  });

  it('refuses of a list only what is wrong', async () => {
    const list = JSON.stringify([makeSegment('a'), { id: toId('b') }]);
    expect((await xray.ingest([list])).UnprocessedTraceSegments).toMatchObject([{ Id: toId('b') }]);
    expect(await xray.traces()).toHaveLength(1);
  });

  it.each([
    ['a text that is no JSON', '{', 'JSONFormatError', undefined],
    ['a value that has no JSON', { id: toId('a'), big: 1n }, 'JSONFormatError', undefined],
    ['nothing', undefined, 'JSONFormatError', undefined],
    ['an object with a cycle', cycle, 'JSONFormatError', undefined],
    [
      'a text nested too deeply',
      `{"metadata":${'['.repeat(30_000)}${']'.repeat(30_000)}}`,
      'JSONFormatError',
      undefined,
    ],
    ['an object whose text is another', { ...makeSegment('a'), toJSON: () => ({}) }, 'MissingId', undefined],
    ['null', null, 'MissingId', undefined],
    ['a list', [], 'MissingId', undefined],
    ['a time that is not finite', makeSegment('a', { end_time: Number.NaN }), 'InvalidTime', toId('a')],
    [
      'a document over 64 kB',
      makeSegment('a', { metadata: { text: 'é'.repeat(32_000) } }),
      'SegmentTooLarge',
      toId('a'),
    ],
  ])('refuses %s', async (_, document, ErrorCode, Id) => {
    const { UnprocessedTraceSegments } = await xray.ingest([document as object]);
    const Message = `Invalid segment. ErrorCode: ${ErrorCode}`;
    expect(UnprocessedTraceSegments).toEqual([{ ...(Id && { Id }), ErrorCode, Message }]);
    expect(await xray.traces()).toEqual([]);
    expect((await xray.intake()).rejected).toEqual({ [ErrorCode]: 1 });
  });

  it('shows the repairs on the trace and keeps unknown fields', async () => {
    await xray.ingest([makeSegment('a', { id: 'ABCDEF0123456789', name: 'a?b', made_up: 1 })]);
    const [trace] = await xray.traces();
    expect(trace?.root).toMatchObject({ id: 'abcdef0123456789', name: 'a_b', made_up: 1 });
    expect(trace?.diagnostics.map(({ code }) => code)).toEqual(['repaired-id', 'repaired-name']);
  });
});

describe('datagrams', () => {
  let socket: Socket;
  beforeEach(() => {
    socket = createSocket('udp4');
  });
  afterEach(() => socket.close());

  it('become traces that are there at once', async () => {
    const waiting = xray.waitFor((trace) => trace.waiting.length === 0 && trace.root !== undefined);
    await sendAll(socket, [datagram(makeSubsegment('b', 'a')), datagram(makeSegment('a'))], xray.udpPort);
    expect((await waiting).root?.subsegments).toEqual([makeSubsegment('b', 'a')]);
  });

  it('that hold no OTLP behind its mark, no header or no segment are rejected with their reason and first bytes', async () => {
    const otlp = `{"format":"json","version":1}\nT1S${'A'.repeat(1_000)}`;
    await sendAll(socket, [otlp, 'hello', datagram({}), datagram(makeSegment('a'))], xray.udpPort);
    await xray.waitFor(TRACE_ID);
    const intake = await xray.intake();
    expect({ ...intake, lastRejections: [], receiveBufferBytes: 0 }).toEqual({
      datagrams: 4,
      documents: 1,
      rejected: { 'not OTLP after T1S or T1U': 1, 'no newline after the header': 1, MissingId: 1 },
      lastRejections: [],
      receiveBufferBytes: 0,
    });
    const sender = `127.0.0.1:${socket.address().port}`;
    const common = { arrivedMillis: options.now(), way: 'udp', sender };
    expect(intake.lastRejections).toHaveLength(3);
    expect(intake.lastRejections).toContainEqual({
      ...common,
      reason: 'not OTLP after T1S or T1U',
      message: expect.stringMatching(/^The body is not an ExportTraceServiceRequest: /),
      bytes: otlp.length,
      head: otlp.slice(0, 512),
    });
    expect(intake.lastRejections).toContainEqual({
      ...common,
      reason: 'MissingId',
      bytes: 2,
      head: '{}',
      message: 'It has no id.',
    });
  });

  it('may be as large as a datagram gets', async () => {
    const document = makeSegment('a', { metadata: { default: { text: '' } } });
    const room = 65_507 - datagram(document).length;
    const largest = datagram({ ...document, metadata: { default: { text: 'x'.repeat(room) } } });
    await sendAll(socket, [largest], xray.udpPort);
    expect((await xray.waitFor(TRACE_ID)).root?.name).toBe('a');
  });

  it.each([
    [64_000, []],
    [64_001, [1]],
  ])('of %d bytes in the document say when X-Ray would refuse it', async (bytes, counts) => {
    const empty = makeSegment('a', { metadata: { default: { text: '' } } });
    const room = bytes - JSON.stringify(empty).length;
    // Half as many characters as bytes.
    const text = `${room % 2 === 0 ? '' : 'x'}${'é'.repeat(Math.floor(room / 2))}`;
    await sendAll(socket, [datagram({ ...empty, metadata: { default: { text } } })], xray.udpPort);
    const message = `The document has ${bytes} bytes and came by UDP: X-Ray takes 64000 at most, and would refuse it.`;
    const expected = counts.map(() => ({ code: 'document-too-large', id: toId('a'), message }));
    expect((await xray.waitFor(TRACE_ID)).diagnostics).toEqual(expected);
    const { kinds } = (await (await fetch(`${xray.url}/-/notes`)).json()) as NotesAnswer;
    expect(kinds.map(({ code, count, last }) => [code, count, last.message])).toEqual(
      counts.map((count) => ['document-too-large', count, message]),
    );
  });

  it('in a burst of two thousand all arrive when the buffer was granted', async () => {
    const { receiveBufferBytes } = await xray.intake();
    expect(receiveBufferBytes).toBeGreaterThan(0);
    const count = receiveBufferBytes >= 4 * 2 ** 20 ? 2_000 : 50;
    const segments = Array.from({ length: count }, (_, i) => datagram(makeSubsegment(`${i}b`, 'a')));
    for (const text of segments) socket.send(text, xray.udpPort, '127.0.0.1');
    const trace = await xray.waitFor(({ waiting }) => waiting.length === count);
    expect(trace.revision).toBe(count);
  });
});

describe('traces and waitFor', () => {
  const other = '1-6adf0241-000000000000000000000001';
  beforeEach(() => xray.ingest([makeSegment('a'), makeSegment('b', { trace_id: other, fault: true })]));

  it('select by function, by trace id in either form, or everything', async () => {
    const idsOf = async (...filter: Parameters<LocalXRay['traces']>) =>
      (await xray.traces(...filter)).map(({ id }) => id);
    expect(await idsOf()).toEqual([TRACE_ID, other]);
    expect(await idsOf((trace) => trace.summary.HasFault)).toEqual([other]);
    expect(await idsOf(TRACE_ID.toUpperCase())).toEqual([TRACE_ID]);
    expect(await idsOf(TRACE_ID.slice(2).replace('-', ''))).toEqual([TRACE_ID]);
    expect(await idsOf('1-00000000-000000000000000000000009')).toEqual([]);
    expect((await xray.waitFor()).id).toBe(TRACE_ID);
    expect((await xray.waitFor(other)).id).toBe(other);
  });

  it('select by filter expression', async () => {
    expect((await xray.traces('fault')).map(({ id }) => id)).toEqual([other]);
    expect((await xray.waitFor('service("a") { ok }')).id).toBe(TRACE_ID);
    const waiting = xray.waitFor('service("a") { fault }');
    await xray.ingest([makeSegment('a', { fault: true })]);
    expect(await waiting).toMatchObject({ id: TRACE_ID, revision: 2 });
  });

  it('say at once where a filter expression is wrong', async () => {
    const message = 'Invalid filter expression at 6: expected true or false after "="';
    await expect(xray.traces('fault= 1')).rejects.toThrow(message.replace('6', '7'));
    await expect(xray.waitFor('ok = 1')).rejects.toThrow(message.replace('6', '5'));
  });

  it('wait for the trace to become what is wanted', async () => {
    const waiting = xray.waitFor((trace) => trace.segments.length === 2);
    await xray.ingest([makeSegment('c', { trace_id: other })]);
    expect(await waiting).toMatchObject({ id: other, revision: 2 });
  });

  it('say after the time what came instead', async () => {
    await xray.ingest([makeSubsegment('d', 'f'), '{']);
    await expect(xray.waitFor(() => false, { timeoutMillis: 1 })).rejects.toThrow(
      'No trace matched within 1 ms. Received: 3 documents (0 datagrams) in 2 traces; rejected: 1 × JSONFormatError.\n' +
        `  ${TRACE_ID}: a, d (waits for its parent)\n  ${other}: b`,
    );
  });

  it('pass on what a function throws', async () => {
    const thrown = new Error('from the test');
    const fail = (): boolean => {
      throw thrown;
    };
    await expect(xray.waitFor(fail)).rejects.toBe(thrown);
    await expect(xray.traces(fail)).rejects.toBe(thrown);
  });
});

it('forgets everything at a reset', async () => {
  await xray.ingest([makeSegment('a', { name: 'before' }), '{']);
  expect(await xray.traces()).toHaveLength(1);
  await xray.reset();
  expect(await xray.traces()).toEqual([]);
  expect(await xray.intake()).toMatchObject({ documents: 0, rejected: {}, lastRejections: [] });
  await xray.ingest([makeSegment('a', { name: 'after' })]);
  expect(await xray.traces()).toMatchObject([{ revision: 1, root: { name: 'after' } }]);
});

describe('BatchGetTraces', () => {
  let client: XRayClient;
  beforeEach(() => {
    const credentials = { accessKeyId: 'dummy', secretAccessKey: 'dummy' };
    client = new XRayClient({ endpoint: xray.url, region: 'us-east-1', credentials });
  });
  afterEach(() => client.destroy());

  it('answers every segment with its subsegments inside, keys as received', async () => {
    const call = makeEmbedded('b', { name: 'api.test', namespace: 'remote', end_time: START + 0.5 });
    const own = makeSubsegment('c', 'b', { end_time: START + 2 });
    await xray.ingest([own, makeSegment('a', { http: { request: { url: 'https://web.test' } }, subsegments: [call] })]);
    const { Traces, UnprocessedTraceIds } = await client.send(new BatchGetTracesCommand({ TraceIds: [TRACE_ID, 'x'] }));
    const documents = Traces?.[0]?.Segments?.map(({ Document }) => JSON.parse(Document ?? ''));
    expect({ ...Traces?.[0], Segments: [] }).toEqual({ Id: TRACE_ID, Duration: 2, LimitExceeded: false, Segments: [] });
    expect(documents?.find(({ inferred }) => !inferred)).toEqual(
      makeSegment('a', {
        http: { request: { url: 'https://web.test' } },
        subsegments: [{ ...call, subsegments: [own] }],
      }),
    );
    expect(documents?.find(({ inferred }) => inferred)).toMatchObject({ name: 'api.test', parent_id: toId('b') });
    expect(UnprocessedTraceIds).toEqual(['x']);
  });

  it('marks a trace over 500 kB', async () => {
    const text = 'x'.repeat(60_000);
    await xray.ingest(Array.from({ length: 9 }, (_, i) => makeSegment(`${i}`, { metadata: { text } })));
    const { Traces } = await client.send(new BatchGetTracesCommand({ TraceIds: [TRACE_ID] }));
    expect(Traces?.[0]?.LimitExceeded).toBe(true);
  });

  it('answers a chain of subsegments as deep as it comes', async () => {
    const chain = Array.from({ length: 5_000 }, (_, i) => makeSubsegment(`${i + 1}`, `${i}`));
    await xray.ingest([makeSegment('0'), ...chain]);
    const { Traces } = await client.send(new BatchGetTracesCommand({ TraceIds: [TRACE_ID] }));
    expect(Traces?.[0]?.Segments?.[0]?.Document?.match(/"subsegments"/g)).toHaveLength(5_000);
    expect(await xray.traces()).toHaveLength(1);
  });
});

describe('as a transport', () => {
  it('takes bytes and says which documents it refused', async () => {
    const bytes = [makeSegment('a'), {}].map((document) => new TextEncoder().encode(JSON.stringify(document)));
    expect(await xray.send(bytes, 1_000)).toEqual({
      status: 'success',
      unprocessed: [{ ErrorCode: 'MissingId', Message: 'Invalid segment. ErrorCode: MissingId' }],
    });
    await xray.shutdown();
    expect(await xray.traces()).toHaveLength(1);
  });

  it('fails without throwing once the server is closed', async () => {
    await xray.close();
    expect(await xray.send([], 1_000)).toEqual({ status: 'failure', error: new Error('Local X-Ray is closed.') });
  });
});

describe('starting and closing', () => {
  it('uses one port number for both sockets, and several servers live side by side', async () => {
    const other = await startLocalXRay(options);
    expect([other.udpPort, other.url]).toEqual([other.port, `http://127.0.0.1:${other.port}`]);
    expect(other.port).not.toBe(xray.port);
    await other.ingest([makeSegment('a')]);
    expect(await xray.traces()).toEqual([]);
    await other.close();
  });

  it('says which port is taken, and leaves nothing open', async () => {
    await expect(startLocalXRay({ port: xray.port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
      message: `port: TCP port ${xray.port} of 127.0.0.1 is taken by another program.`,
    });
    const socket = createSocket('udp4');
    // One that no connection of another test is given meanwhile.
    const port = await quietPort();
    await new Promise<void>((resolve) => socket.bind(port, '127.0.0.1', resolve));
    await expect(startLocalXRay({ port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
      message: `port: UDP port ${port} of 127.0.0.1 is taken by another program.`,
    });
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    server.close();
    socket.close();
  });

  it('refuses a wrong option', async () => {
    await expect(startLocalXRay({ port: -1 })).rejects.toThrow('Option "port" must be a port from 0 to 65535, got -1.');
  });

  it('closes once, ends all waiting, and refuses what comes later', async () => {
    const waiting = xray.waitFor(() => false);
    const refused = expect(waiting).rejects.toThrow('Local X-Ray was closed while waiting for a trace.');
    await Promise.all([xray.close(), xray.close()]);
    await refused;
    await expect(xray.ingest([])).rejects.toThrow('Local X-Ray is closed.');
    await expect(xray.traces()).rejects.toThrow('Local X-Ray is closed.');
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(xray.port, '127.0.0.1', resolve));
    socket.close();
  });

  it('lets the process end after close', async () => {
    const script = `import { startLocalXRay } from ${JSON.stringify(new URL('../../dist/esm/index.js', import.meta.url).href)};
      const xray = await startLocalXRay({ port: 0 });
      await fetch(xray.url);
      await xray.close();
      console.log('closed');`;
    const child = spawn(process.execPath, [
      '--disable-warning=ExperimentalWarning',
      '--input-type=module',
      '-e',
      script,
    ]);
    let output = '';
    child.stdout.on('data', (data) => (output += data));
    const [code] = await once(child, 'close');
    expect([code, output]).toEqual([0, 'closed\n']);
  }, 20_000);
});
