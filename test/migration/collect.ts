import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** A document or an entity inside one. */
export interface Entity {
  readonly id: string;
  readonly name: string;
  readonly trace_id?: string;
  readonly parent_id?: string;
  readonly type?: string;
  readonly start_time: number;
  readonly subsegments?: readonly Entity[];
  readonly [member: string]: unknown;
}

/** Runs a program as a process and returns the documents that it sends to the daemon's port, once it has ended. */
export async function documentsOf(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Entity[]> {
  const daemon = createSocket('udp4');
  const documents: Entity[] = [];
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  daemon.on('message', (bytes) => {
    const text = bytes.toString();
    if (text === END) end();
    else documents.push(JSON.parse(text.slice(text.indexOf('\n') + 1)));
  });
  daemon.bind(0, '127.0.0.1');
  await once(daemon, 'listening');
  const address = `127.0.0.1:${daemon.address().port}`;
  const child = spawn(process.execPath, [...args], {
    env: { PATH: process.env['PATH'], AWS_XRAY_DAEMON_ADDRESS: address, AWS_XRAY_LOG_LEVEL: 'silent', ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code] = await once(child, 'exit');
  // Behind all that the process has sent.
  daemon.send(END, daemon.address().port, '127.0.0.1');
  await ended;
  daemon.close();
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`);
  return documents;
}

const END = 'end';
