// A process of its own that takes what exporters send, so that taking it costs the sender nothing: `udp` with the system's own receive buffer, as the
// X-Ray daemon has it, or `http`, which answers as the daemon's proxy and as an OTLP endpoint do. Counts spans, by their start times.
import { createSocket } from 'node:dgram';
import { createServer } from 'node:http';

const [, , kind] = process.argv;
const counts = { calls: 0, spans: 0 };
const START = Buffer.from('start_time');

function take(bytes) {
  counts.calls++;
  for (let at = bytes.indexOf(START); at >= 0; at = bytes.indexOf(START, at + START.length)) counts.spans++;
}

if (kind === 'udp') {
  const socket = createSocket('udp4', take);
  socket.bind(0, '127.0.0.1', () => process.send({ port: socket.address().port }));
} else {
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    take(Buffer.concat(chunks));
    response.end(request.url === '/TraceSegments' ? '{"UnprocessedTraceSegments":[]}' : '');
  });
  server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
}

process.on('message', (what) => {
  if (what === 'reset') Object.assign(counts, { calls: 0, spans: 0 });
  process.send({ ...counts });
});
