import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'node:path';
import { CreateSamplingRuleCommand, XRayClient } from '@aws-sdk/client-xray';
import { quietPort } from '@otel-xray/test-kit';
import { expect, it, onTestFinished, vi } from 'vitest';
// By its path: a witness in these tests and nothing that this package depends on.
import { startLocalXRay } from '../../local/src/index.ts';
import { runDoctor } from './doctor-cli.ts';

/** The doctor's output, without what differs from run to run. */
async function run(args: readonly string[], env: Record<string, string | undefined>) {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  let output = '';
  const code = await runDoctor(args, (text) => (output += text), '1.2.3', process.env, parse(process.cwd()).root);
  const address = env['AWS_XRAY_DAEMON_ADDRESS'] ?? 'nowhere';
  const steady = output
    .replaceAll(address, 'ADDRESS')
    .replace(/Node v\S+/, 'Node')
    .replace(/[0-9a-f]{32}/, 'ID');
  return { code, lines: steady.trimEnd().split('\n') };
}

const NOTES = () => [
  '        Node',
  '        service name: orders',
  '        daemon address: ADDRESS',
  '        region: us-east-1',
  '        credentials: the environment (AWS_ACCESS_KEY_ID)',
];
const ENV = { OTEL_SERVICE_NAME: 'orders', AWS_LAMBDA_FUNCTION_NAME: undefined };

async function serve(status: number, headers: Record<string, string>) {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(status, headers).end('{"message":"no"}'));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it('all is well', async () => {
  const xray = await startLocalXRay({ port: 0 });
  onTestFinished(() => xray.close());
  expect(await run([], { ...ENV, AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${xray.port}` })).toEqual({
    code: 0,
    lines: [
      ...NOTES(),
      "ok      the daemon's TCP port ADDRESS answers",
      'ok      a test trace was sent: ID',
      'ok      the test trace was read back',
      'Traces arrive from here.',
    ],
  });
  expect((await xray.traces()).flatMap(({ segments }) => segments)).toMatchObject([{ name: 'otel-xray-doctor' }]);
});

it('there is no daemon', async () => {
  const xray = await startLocalXRay({ port: 0 });
  await xray.close();
  const { code, lines } = await run([], { ...ENV, AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${xray.port}` });
  expect(code).toBe(1);
  expect(lines).toEqual([
    ...NOTES(),
    "        the daemon's TCP port ADDRESS does not answer (connect ECONNREFUSED ADDRESS)",
    expect.stringMatching(/^PROBLEM a test trace was lost: unreachable \(.*ECONNREFUSED.*\)$/),
    '        cure: start the daemon, or Local X-Ray with "npx @otel-xray/local", or set AWS_XRAY_DAEMON_ADDRESS',
    'Traces do not arrive from here.',
  ]);
});

it('there is only UDP', async () => {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  onTestFinished(() => void socket.close());
  const AWS_XRAY_DAEMON_ADDRESS = `127.0.0.1:${socket.address().port}`;
  const { code, lines } = await run(['--target', 'daemon'], { ...ENV, AWS_XRAY_DAEMON_ADDRESS });
  expect(code).toBe(0);
  expect(lines).toEqual([
    ...NOTES(),
    '        a test trace was handed to UDP, which nobody acknowledges: ID',
    'Traces leave from here; whether they arrive, nobody says over UDP.',
  ]);
});

it('there are no credentials', async () => {
  const { code, lines } = await run(['--target', 'api'], {
    ...ENV,
    AWS_XRAY_DAEMON_ADDRESS: undefined,
    AWS_ENDPOINT_URL_XRAY: `http://${await serve(200, {})}`,
    AWS_ACCESS_KEY_ID: undefined,
    AWS_SECRET_ACCESS_KEY: undefined,
    AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
    AWS_CONFIG_FILE: '/nowhere',
    AWS_EC2_METADATA_DISABLED: 'true',
  });
  expect(code).toBe(1);
  expect(lines.slice(-4)).toEqual([
    '        credentials: none in the environment (only the targets api and otlp need some here)',
    expect.stringMatching(/^PROBLEM a test trace was lost: sendFailed \(.*credentials.*\)$/),
    '        cure: give credentials: AWS_PROFILE, AWS_ACCESS_KEY_ID, or the role of the machine; or send through a daemon',
    'Traces do not arrive from here.',
  ]);
});

it('there is no permission', async () => {
  const denied = { 'x-amzn-errortype': 'AccessDeniedException' };
  const { code, lines } = await run([], { ...ENV, AWS_XRAY_DAEMON_ADDRESS: await serve(403, denied) });
  expect(code).toBe(1);
  expect(lines).toEqual([
    ...NOTES(),
    "ok      the daemon's TCP port ADDRESS answers",
    'PROBLEM a test trace was lost: accessDenied (HTTP 403: {"message":"no"})',
    "        cure: allow xray:PutTraceSegments to the daemon's role (the policy AWSXRayDaemonWriteAccess)",
    'Traces do not arrive from here.',
  ]);
});

it('an address that is none', async () => {
  const { code, lines } = await run([], { ...ENV, AWS_XRAY_DAEMON_ADDRESS: 'here' });
  expect(code).toBe(1);
  expect(lines.at(-2)).toBe('        cure: set AWS_XRAY_DAEMON_ADDRESS to host:port');
});

it.each<[string[], number, RegExp]>([
  [['--help'], 0, /^otel-xray-doctor \[--target/],
  [['--version'], 0, /^1\.2\.3$/],
  [['--target', 'tcp'], 2, /^otel-xray-doctor/],
  [['--what'], 2, /^otel-xray-doctor/],
])('%j', async (args, code, first) => {
  const result = await run(args, {});
  expect(result.code).toBe(code);
  expect(result.lines[0]).toMatch(first);
});

it('reports the live sampling rules, and the rule that a request meets', async () => {
  const xray = await startLocalXRay({ port: 0 });
  onTestFinished(() => xray.close());
  const client = new XRayClient({ endpoint: xray.url, region: 'us-east-1' });
  onTestFinished(() => client.destroy());
  const any = {
    Version: 1,
    ResourceARN: '*',
    ServiceType: '*',
    HTTPMethod: '*',
    URLPath: '*',
    ServiceName: '*',
    Host: '*',
  };
  const rules = [
    { ...any, RuleName: 'checkout', Priority: 1, FixedRate: 1, ReservoirSize: 5, HTTPMethod: 'POST' },
    { ...any, RuleName: 'reports', Priority: 20, FixedRate: 0.05, ReservoirSize: 0, URLPath: '/reports/*' },
  ];
  for (const SamplingRule of rules) await client.send(new CreateSamplingRuleCommand({ SamplingRule }));
  const env = { ...ENV, AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${xray.port}` };
  expect(await run(['--sampling', '--method', 'GET', '--path', '/reports/7'], env)).toEqual({
    code: 0,
    lines: [
      'Sampling rules of http://ADDRESS, in their order, for GET any host /reports/7',
      '       1  checkout: HTTPMethod is "GET", not "POST"',
      '->    20  reports: is applied',
      '   10000  Default: matches, but is later',
      'reports samples 0 a second (none) and 5 % of the others (rate of the rule)',
    ],
  });
  expect((await run(['--sampling', '--method', 'POST'], env)).lines.at(-1)).toMatch(
    /^checkout samples 1 a second \(borrowed/,
  );
});

it('says that no sampling rules were received', async () => {
  const port = await quietPort();
  const { code, lines } = await run(['--sampling'], { ...ENV, AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${port}` });
  expect(code).toBe(1);
  expect(lines[0]).toMatch(/^No sampling rules received from http:\/\/ADDRESS: /);
});
