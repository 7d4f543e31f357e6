import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Sends one request to a server of Node that a framework's middleware handles, and returns once it is answered.
 * @param handle the middleware, by the objects of `node:http`
 * @returns the status of the answer
 */
export async function sendToHandler(
  handle: (req: IncomingMessage, res: ServerResponse) => unknown,
  path: string = '/',
): Promise<number> {
  const server = createServer((req, res) => void handle(req, res));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const req = request({ hostname: '127.0.0.1', port: (server.address() as AddressInfo).port, path, agent: false });
  req.end();
  const [res] = (await once(req, 'response')) as [IncomingMessage];
  await once(res.resume(), 'end');
  server.close();
  await once(server, 'close');
  return res.statusCode ?? 0;
}
