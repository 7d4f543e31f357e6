import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commandRunner, type Running, untilSays } from '../test/run-command.ts';
import { startLocalXRay } from './server/local-xray.ts';

let commands: ReturnType<typeof commandRunner>;
beforeEach(() => {
  commands = commandRunner();
});
afterEach(() => commands.close());
const run = (...args: string[]): Running => commands.run(...args);

async function untilReady(running: Running): Promise<string> {
  await untilSays(running, 'Stop with Ctrl+C.');
  return /AWS_ENDPOINT_URL_XRAY=(\S+)/.exec(running.output())?.[1] ?? '';
}

describe('xray-local', { timeout: 30_000 }, () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('says what to set, works, and ends with 0 at %s', async (signal) => {
    const running = run('--port', '0', '--memory');
    const url = await untilReady(running);
    const { host } = new URL(url);
    const expected = [
      `Local X-Ray listens on ${host} (UDP and HTTP).`,
      '',
      `  Console                 ${url}`,
      `  X-Ray SDKs, @otel-xray  AWS_XRAY_DAEMON_ADDRESS=${host}`,
      `  OpenTelemetry's OTLP    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=${url}/v1/traces`,
      `  AWS CLI, AWS SDKs       AWS_ENDPOINT_URL_XRAY=${url}`,
      '  Data                    in memory, gone when this stops',
      expect.stringMatching(/^ {2}UDP receive buffer {6}\d+ KiB granted, 4096 KiB asked for$/),
      '',
      'Stop with Ctrl+C.',
      '',
    ];
    expect(running.output().split('\n')).toEqual(expected);
    const answer = await fetch(`${url}/GetSamplingRules`, { method: 'POST', body: '{}' });
    expect(answer.status).toBe(200);
    running.child.kill(signal);
    expect([await running.exit, running.errors()]).toEqual([0, '']);
  });

  it("keeps its data in the user's data folder, says where, and finds it again", async () => {
    const document = {
      trace_id: `1-${Math.floor(Date.now() / 1e3).toString(16)}-${'0'.repeat(23)}1`,
      id: '1'.repeat(16),
    };
    const segment = { ...document, name: 'kept', start_time: Date.now() / 1e3, in_progress: true };
    const first = run('--port', '0');
    const url = await untilReady(first);
    expect(first.output()).toMatch(/^ {2}Data {20}\S.*xray-local$/m);
    expect(first.output()).toContain(commands.home);
    await fetch(`${url}/TraceSegments`, {
      method: 'POST',
      body: JSON.stringify({ TraceSegmentDocuments: [JSON.stringify(segment)] }),
    });
    first.child.kill('SIGTERM');
    await first.exit;

    const second = run('--port', '0');
    const body = JSON.stringify({ TraceIds: [document.trace_id] });
    const answer = await fetch(`${await untilReady(second)}/Traces`, { method: 'POST', body });
    expect(await answer.json()).toMatchObject({ Traces: [{ Id: document.trace_id }] });

    const third = run('--port', '0');
    expect(await third.exit).toBe(1);
    expect(third.errors()).toContain('another Local X-Ray has');
    second.child.kill('SIGTERM');
    expect(await second.exit).toBe(0);
  });

  it('sends traces on when it was started to', async () => {
    const aws = await startLocalXRay({ port: 0 });
    const environment = { AWS_ENDPOINT_URL_XRAY: aws.url, AWS_ACCESS_KEY_ID: 'dummy', AWS_SECRET_ACCESS_KEY: 'dummy' };
    const forwarding = commandRunner(environment);
    const running = forwarding.run('--port', '0', '--memory', '--forward', 'eu-west-1');
    const url = await untilReady(running);
    const trace_id = `1-${Math.floor(Date.now() / 1e3).toString(16)}-${'0'.repeat(23)}1`;
    const segment = { trace_id, id: '1'.repeat(16), name: 'sent on', start_time: Date.now() / 1e3, in_progress: true };
    const post = (path: string, body: object) => fetch(url + path, { method: 'POST', body: JSON.stringify(body) });
    await post('/TraceSegments', { TraceSegmentDocuments: [JSON.stringify(segment)] });
    const answer = await post('/-/forward', { ids: [trace_id] });
    expect(await answer.json()).toEqual({ sent: 1, unprocessed: [] });
    expect(await aws.traces('service("sent on")')).toMatchObject([{ id: trace_id }]);
    running.child.kill('SIGTERM');
    expect([await running.exit, running.errors()]).toEqual([0, '']);
    forwarding.close();
    await aws.close();
  });

  it('names another xray-local that has the port', async () => {
    const xray = await startLocalXRay({ port: 0 });
    const refused = run('--port', String(xray.port), '--memory');
    expect(await refused.exit).toBe(1);
    expect(refused.errors()).toBe(
      `xray-local: port: TCP port ${xray.port} of 127.0.0.1 is taken by another program.\n` +
        `Another xray-local answers at ${xray.url}.\n` +
        'Stop it, or choose another port: xray-local --port 2001 (0 picks a free one).\n',
    );
    await xray.close();
  });

  it('guesses when a daemon has the port', async () => {
    const server = createServer((_, answer) => answer.end()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const refused = run('--port', String(port), '--memory');
    expect(await refused.exit).toBe(1);
    expect(refused.errors()).toContain(
      `Something answers HTTP at http://127.0.0.1:${port}. It could be the X-Ray daemon, a CloudWatch agent or an ADOT collector.`,
    );
    server.close();

    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    const alone = run('--port', String(socket.address().port), '--memory');
    expect(await alone.exit).toBe(1);
    expect(alone.errors()).toContain(
      'It could be the X-Ray daemon, a CloudWatch agent or an ADOT collector: they listen',
    );
    socket.close();
  });

  it.each([
    [['--port', 'x'], "option '--port <number>' argument 'x' is invalid. Expected a port from 0 to 65535."],
    [['--memory', '--data-dir', 'x'], "option '--memory' cannot be used with option '--data-dir <folder>'"],
    [['--made-up'], "unknown option '--made-up'"],
    [['made-up'], 'too many arguments'],
    [['--fail-on', 'fault'], '--fail-on is for --exec only.'],
    [['query', '--since', '5'], 'Expected a duration such as 90s, 15m, 6h or 7d.'],
    [['query', '-n', 'x'], 'Expected a whole number.'],
    [['query', '--endpoint', 'x'], 'Expected an http URL.'],
    [['trace', 'x'], '"x" holds no trace id.'],
  ])('refuses %j', async (args, message) => {
    const refused = run(...args);
    expect(await refused.exit).toBe(1);
    expect(refused.errors()).toContain(message);
  });
});
