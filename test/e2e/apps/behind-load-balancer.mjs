// A server whose requests come through a load balancer: over a plain socket, with the header in TRACE_HEADER.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';

const server = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1');
await once(server, 'listening');
const socket = connect(server.address().port, '127.0.0.1');
socket.end(`GET / HTTP/1.1\r\nHost: shop\r\nConnection: close\r\nX-Amzn-Trace-Id: ${process.env.TRACE_HEADER}\r\n\r\n`);
await once(socket.resume(), 'close');
server.close();
