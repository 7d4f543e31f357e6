import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { commandRunner } from '../../test/run-command.ts';

it.each(['no answer', 'half an answer'])(
  'says that the Local X-Ray has ended when its end is seen in a query first: %s',
  async (end) => {
    let queries = 0;
    const server = createServer(({ url }, response) => {
      if (url?.startsWith('/-/events')) {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write('event: traces\ndata: [{"id":"1-6adf0240-5a560cc3949d4b8bc5df4664"}]\n\n');
      } else if (queries++ === 0) response.end('{"rows":[],"cursor":0}');
      else if (end === 'no answer') response.destroy();
      else {
        response.write('{"rows":');
        setImmediate(() => response.destroy());
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const commands = commandRunner();
    try {
      const { port } = server.address() as AddressInfo;
      const { exit, errors } = commands.run('tail', '--endpoint', `http://127.0.0.1:${port}`);
      expect([await exit, errors()]).toEqual([1, 'xray-local: The Local X-Ray has ended.\n']);
      expect(queries).toBe(2);
    } finally {
      commands.close();
      server.closeAllConnections();
      server.close();
    }
  },
  30_000,
);
