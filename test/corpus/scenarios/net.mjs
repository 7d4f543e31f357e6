import { once } from 'node:events';

// Raw sockets: TCP that connects, is refused, and a local socket.
export default {
  instrumentations: { net: {} },
  async run({ load, request, serve, closedPort }) {
    const net = load('node:net');
    const port = await serve(
      net.createServer((socket) => socket.end('hello')),
      7000,
    );
    const talk = async (options) => {
      const socket = net.connect(options);
      await once(socket, 'connect');
      socket.resume();
      await once(socket, 'close');
    };
    await request('connect', () => talk({ port, host: '127.0.0.1' }));
    await request('connect by name', () => talk({ port, host: 'localhost', family: 4 }));
    const closed = await closedPort(7001);
    await request('refused', () => talk({ port: closed, host: '127.0.0.1' }));
  },
};
