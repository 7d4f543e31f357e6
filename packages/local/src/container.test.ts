import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commandRunner, type Running, untilSays } from '../test/run-command.ts';
import { startLocalXRay } from './server/local-xray.ts';

const folder = join(import.meta.dirname, '../container');
const dockerfile = readFileSync(join(folder, 'Dockerfile'), 'utf8');
const compose = readFileSync(join(folder, 'compose.yaml'), 'utf8');
/** The list of an instruction. */
const listOf = (instruction: string): string[] =>
  JSON.parse(new RegExp(`^${instruction}.*?(\\[.*\\])$`, 'm').exec(dockerfile)?.[1] ?? '[]') as string[];

describe('the container', { timeout: 30_000 }, () => {
  let commands: ReturnType<typeof commandRunner>;
  let running: Running;
  let port: string;
  beforeEach(async () => {
    commands = commandRunner();
    // Tests listen at the loopback only, and at a free port.
    const args = listOf('CMD').map(
      (arg) => ({ '0.0.0.0': '127.0.0.1', '/data': join(commands.home, 'data') })[arg] ?? arg,
    );
    running = commands.run(...args, '--port', '0');
    await untilSays(running, 'http://127.0.0.1:');
    port = /http:\/\/127\.0\.0\.1:(\d+)/.exec(running.output())?.[1] ?? '';
  });
  afterEach(() => commands.close());

  const health = (code: string): number | null => {
    const [, ...args] = listOf('HEALTHCHECK').map((arg) => arg.replace(':2000', `:${port}`));
    expect(args.join(' ')).toContain(code);
    return spawnSync(process.execPath, args).status;
  };

  it('starts with its arguments, and its health check reports whether it answers', async () => {
    expect(health('process.exit')).toBe(0);
    running.child.kill();
    await running.exit;
    expect(health('process.exit')).toBe(1);
  });

  it('is reached under its name in compose.yaml, and no other', async () => {
    const name = /http:\/\/(\w+):2000/.exec(compose)?.[1] ?? '';
    const statusFor = async (host: string): Promise<number> => {
      const { request } = await import('node:http');
      const sent = request({ port, path: '/-/boot', headers: { host: `${host}:2000` } }).end();
      const [answer] = (await once(sent, 'response')) as [{ statusCode: number; resume(): void }];
      answer.resume();
      return answer.statusCode;
    };
    expect([await statusFor(name), await statusFor('elsewhere')]).toEqual([200, 403]);
  });

  it('is not root, and publishes ports to the loopback only', () => {
    expect(dockerfile).toMatch(/^FROM \S+:nonroot$/m);
    const published = [...compose.matchAll(/^ {6}- (\S+:\d+\S*)$/gm)].map(([, mapping]) => mapping);
    expect(published).toHaveLength(4);
    expect(published.every((mapping) => mapping?.startsWith('127.0.0.1:'))).toBe(true);
    const exposed = /^EXPOSE (.*)$/m.exec(dockerfile)?.[1]?.split(' ');
    expect(exposed).toEqual(['2000/tcp', '2000/udp', '4317/tcp', '4318/tcp']);
  });
});

describe('beside an emulator of AWS', () => {
  it('AWS_ENDPOINT_URL_XRAY is for X-Ray alone; other services are sent to AWS_ENDPOINT_URL', async () => {
    const paths: (string | undefined)[] = [];
    const emulator = createServer((request, response) => {
      paths.push(request.url);
      response.setHeader('content-type', 'application/x-amz-json-1.0').end('{"TableNames":["carts"]}');
    }).listen(0, '127.0.0.1');
    await once(emulator, 'listening');
    const xray = await startLocalXRay({ port: 0 });
    const program = `
      import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
      import { GetGroupsCommand, XRayClient } from '@aws-sdk/client-xray';
      const { TableNames } = await new DynamoDBClient().send(new ListTablesCommand());
      const { Groups } = await new XRayClient().send(new GetGroupsCommand());
      console.log(TableNames.join(), Groups.map(({ GroupName }) => GroupName).join());
    `;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      cwd: join(import.meta.dirname, '..'),
      env: {
        ...{
          PATH: process.env['PATH'],
          AWS_ACCESS_KEY_ID: 'dummy',
          AWS_SECRET_ACCESS_KEY: 'dummy',
          AWS_REGION: 'us-east-1',
        },
        AWS_ENDPOINT_URL: `http://127.0.0.1:${(emulator.address() as AddressInfo).port}`,
        AWS_ENDPOINT_URL_XRAY: xray.url,
      },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
    await once(child, 'close');
    await xray.close();
    emulator.close();
    expect(output).toBe('carts Default\n');
    expect(paths).toEqual(['/']);
  }, 30_000);
});
