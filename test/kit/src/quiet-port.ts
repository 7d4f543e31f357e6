import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ports that the system assigns (Linux 32768, IANA 49152), so that no other test gets it meanwhile. */
const FIRST = 20_000;
const COUNT = 12_000;

/** A port of 127.0.0.1 without a listener over TCP or UDP, free for a later one. */
export async function quietPort(): Promise<number> {
  for (;;) {
    // Not Math.random: tests of waiting hold that still.
    const port = FIRST + randomInt(COUNT);
    if ((await isTcpFree(port)) && (await isUdpFree(port))) return port;
  }
}

async function isTcpFree(port: number): Promise<boolean> {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}

async function isUdpFree(port: number): Promise<boolean> {
  const socket = createSocket('udp4');
  socket.bind(port, '127.0.0.1');
  try {
    await once(socket, 'listening');
  } catch {
    return false;
  }
  socket.close();
  await once(socket, 'close');
  return true;
}
