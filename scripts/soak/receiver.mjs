// A receiver in the place of the daemon's TCP port, in a process of its own: it accepts documents, or fails as requested. It counts the
// spans of accepted calls once each: a document is repeated after a lost answer.
import { createServer } from 'node:http';

let mode = 'well';
let port = 0;
const counts = { calls: 0, spans: 0 };

const MODES = {
  well: (documents, response) => take(documents, response),
  slow: (documents, response) => setTimeout(() => take(documents, response), 300),
  500: (_documents, response) => response.writeHead(500).end('no'),
  502: (_documents, response) =>
    response.writeHead(502, { 'content-type': 'text/html' }).end('<html>bad gateway</html>'),
  429: (_documents, response) => response.writeHead(429, { 'retry-after': '1' }).end('{"__type":"ThrottledException"}'),
  cut: (_documents, response) => response.socket.destroy(),
  half: (_documents, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('{"Unproc');
    setTimeout(() => response.socket?.destroy(), 20);
  },
  refused: (documents, response) => {
    const Id = JSON.parse(documents[0]).id;
    counts.calls++;
    for (const document of documents.slice(1)) counts.spans += spansOf(document);
    response.end(JSON.stringify({ UnprocessedTraceSegments: [{ Id, ErrorCode: 'InvalidTime', Message: 'soak' }] }));
  },
};

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const { TraceSegmentDocuments } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  (MODES[mode] ?? MODES.well)(TraceSegmentDocuments, response);
});

function take(documents, response) {
  counts.calls++;
  for (const document of documents) counts.spans += spansOf(document);
  response.end('{"UnprocessedTraceSegments":[]}');
}

function spansOf(document) {
  return document.split('"start_time":').length - 1;
}

process.on('message', async (message) => {
  if (message === 'counts') {
    process.send(counts);
    return;
  }
  const was = mode;
  mode = message;
  if (mode === 'gone') {
    server.close();
    server.closeAllConnections();
  } else if (was === 'gone') {
    server.listen(port, '127.0.0.1');
  }
  process.send({ mode });
});

server.listen(0, '127.0.0.1', () => {
  ({ port } = server.address());
  process.send({ port });
});
