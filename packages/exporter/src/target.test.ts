import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { diag } from '@opentelemetry/api';
import { makeSpan, quietPort } from '@otel-xray/test-kit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startLocalXRay } from '../test/local-xray.ts';
import { AWSXRayExporter, type ExportResult } from './aws-xray-exporter.ts';
import { type AWSXRayExporterOptions, resolveOptions } from './options.ts';
import { fitToTarget, unreachableText } from './target.ts';

let lines: string[];
const opened: (() => unknown)[] = [];

beforeEach(() => {
  vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', undefined);
  vi.stubEnv('AWS_XRAY_DAEMON_ADDRESS', undefined);
  const tell =
    (level: string) =>
    (...parts: unknown[]): void =>
      void lines.push(`${level} ${parts.join(' ')}`);
  const logger = { error: tell('error'), warn: tell('warn'), info() {}, debug() {}, verbose() {} };
  diag.setLogger(logger, { suppressOverrideMessage: true });
  lines = [];
});
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
  diag.disable();
  vi.unstubAllEnvs();
});

async function exportTo(options: AWSXRayExporterOptions) {
  const exporter = new AWSXRayExporter(options);
  opened.push(() => exporter.shutdown());
  const send = (): Promise<ExportResult> => new Promise((resolve) => exporter.export([makeSpan()], resolve));
  return { exporter, send, result: await send() };
}

async function listenUdp() {
  const socket = createSocket('udp4').bind(await quietPort(), '127.0.0.1');
  await once(socket, 'listening');
  const datagrams: Buffer[] = [];
  socket.on('message', (bytes) => datagrams.push(bytes));
  const close = (): Promise<void> => new Promise((resolve) => socket.close(() => resolve()));
  return { port: socket.address().port, datagrams, close };
}

/** Over UDP and TCP at one port, as the daemon does. */
async function listenBoth() {
  const udp = await listenUdp();
  opened.push(udp.close);
  const server = createServer((socket) => void socket.destroy());
  let connections = 0;
  server.on('connection', () => connections++);
  server.listen(udp.port, '127.0.0.1');
  await once(server, 'listening');
  opened.push(() => new Promise((resolve) => server.close(resolve)));
  return { ...udp, connections: () => connections };
}

describe('target "auto"', () => {
  it('uses TCP where it is open', async () => {
    const xray = await startLocalXRay({ port: 0 });
    opened.push(() => xray.close());
    vi.stubEnv('AWS_XRAY_DAEMON_ADDRESS', `127.0.0.1:${xray.port}`);
    const { exporter, result } = await exportTo({});
    expect(result).toEqual({ code: 0 });
    expect(await xray.intake()).toMatchObject({ documents: 1, datagrams: 0 });
    expect(exporter.stats()).toMatchObject({ sent: 1, retriedCalls: 0 });
    expect(lines).toEqual([]);
  });

  it('uses UDP where TCP is refused, and warns once', async () => {
    const { port, datagrams, close } = await listenUdp();
    opened.push(close);
    const { send, result } = await exportTo({ daemonAddress: `127.0.0.1:${port}` });
    expect([result, await send()]).toEqual([{ code: 0 }, { code: 0 }]);
    await vi.waitFor(() => expect(datagrams).toHaveLength(2));
    expect(lines).toEqual([
      `warn @otel-xray/exporter 127.0.0.1:${port} refuses TCP: UDP is used, which nobody acknowledges`,
    ]);
  });

  it('says in one line what to do when the connection is refused', async () => {
    const { port, close } = await listenUdp();
    await close();
    vi.stubEnv('AWS_XRAY_DAEMON_ADDRESS', `127.0.0.1:${port}`);
    const { exporter, send, result } = await exportTo({});
    const lost = { code: 1, error: new Error('spans were lost: unreachable') };
    expect([result, await send()]).toEqual([lost, lost]);
    expect(exporter.stats()).toMatchObject({ accepted: 2, sent: 0, queued: 0, dropped: { unreachable: 2 } });
    expect(lines).toEqual([
      `error @otel-xray/exporter Lost 1 document: connection refused at 127.0.0.1:${port}; start the daemon there, or correct AWS_XRAY_DAEMON_ADDRESS`,
    ]);
  });

  it('sends over UDP immediately in Lambda, and never tries TCP', async () => {
    const { port, datagrams, connections } = await listenBoth();
    vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'orders');
    vi.stubEnv('AWS_XRAY_DAEMON_ADDRESS', `127.0.0.1:${port}`);
    const { result } = await exportTo({});
    expect(result).toEqual({ code: 0 });
    await vi.waitFor(() => expect(datagrams).toHaveLength(1));
    expect(connections()).toBe(0);
  });
});

it('target "daemon" sends over UDP although TCP is open', async () => {
  const { port, datagrams, connections } = await listenBoth();
  const { result } = await exportTo({ target: 'daemon', daemonAddress: `127.0.0.1:${port}` });
  expect(result).toEqual({ code: 0 });
  await vi.waitFor(() => expect(datagrams).toHaveLength(1));
  expect(connections()).toBe(0);
});

it('target "daemon-http" reports a refused connection immediately, and sends after a listener starts', async () => {
  const { port, close } = await listenUdp();
  await close();
  const exporter = new AWSXRayExporter({ target: 'daemon-http', daemonAddress: `127.0.0.1:${port}` });
  opened.push(() => exporter.shutdown());
  const result = new Promise<ExportResult>((resolve) => exporter.export([makeSpan()], resolve));
  await vi.waitFor(() => expect(lines).toHaveLength(1));
  expect(lines).toEqual([
    `error @otel-xray/exporter connection refused at 127.0.0.1:${port}; start the daemon there, or correct AWS_XRAY_DAEMON_ADDRESS`,
  ]);
  expect(exporter.stats()).toMatchObject({ accepted: 1, queued: 1 });
  const xray = await startLocalXRay({ port });
  opened.push(() => xray.close());
  expect(await result).toEqual({ code: 0 });
  expect(exporter.stats()).toMatchObject({ sent: 1, dropped: {} });
});

describe('unreachableText', () => {
  const transport = { send: async () => ({ status: 'success' as const }), shutdown: async () => {} };
  it.each<[AWSXRayExporterOptions, string]>([
    [
      {},
      'connection refused at 127.0.0.1:2000; start Local X-Ray with "npx @otel-xray/local", or set AWS_XRAY_DAEMON_ADDRESS',
    ],
    [
      { daemonAddress: '[::1]:2001' },
      'connection refused at [::1]:2001; start the daemon there, or correct AWS_XRAY_DAEMON_ADDRESS',
    ],
    [
      { target: 'api', endpoint: 'http://127.0.0.1:9' },
      'connection refused at http://127.0.0.1:9; correct the endpoint, or AWS_ENDPOINT_URL_XRAY',
    ],
    [{ target: transport }, 'connection refused by the target'],
  ])('says what to do: %o', (options, expected) => {
    expect(unreachableText(resolveOptions(options))).toBe(expected);
  });
});

describe('fitToTarget', () => {
  it.each<[AWSXRayExporterOptions, NodeJS.Platform, number | undefined]>([
    [{ target: 'daemon' }, 'linux', 64_000],
    [{ target: 'daemon' }, 'darwin', 9_186],
    [{ target: 'daemon', maxDocumentBytes: 5_000 }, 'darwin', 5_000],
    [{ target: 'daemon', maxDocumentBytes: 200_000 }, 'linux', 65_477],
    [{ target: 'daemon-http', maxDocumentBytes: 200_000 }, 'darwin', 200_000],
    [{ target: 'auto' }, 'darwin', undefined],
  ])('%o on %s: %s bytes', (options, platform, expected) => {
    expect(fitToTarget(options, resolveOptions(options), platform).maxDocumentBytes).toBe(expected);
  });
});
