// The least that a server of PutTraceSegments can do, for the ingest bench: node:http, both layers of JSON parsed, the rows and the one
// index that Local X-Ray has for them. Nothing is checked, derived, told or answered to a question.
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const [, , folder] = process.argv;
mkdirSync(folder, { recursive: true });
const db = new DatabaseSync(join(folder, 'bare.sqlite'));
db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
  CREATE TABLE documents (sequence INTEGER PRIMARY KEY, trace_id TEXT NOT NULL, arrived_millis REAL NOT NULL, way TEXT NOT NULL,
    sender TEXT NOT NULL, text TEXT NOT NULL) STRICT;
  CREATE INDEX documents_by_trace ON documents (trace_id, sequence);`);
const insert = db.prepare('INSERT INTO documents (trace_id, arrived_millis, way, sender, text) VALUES (?, ?, ?, ?, ?)');

const server = createServer((request, answer) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    if (chunks.length > 0) take(JSON.parse(Buffer.concat(chunks).toString()).TraceSegmentDocuments);
    answer.setHeader('content-type', 'application/json').end('{"UnprocessedTraceSegments":[]}');
  });
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  process.send({ url: `http://127.0.0.1:${port}`, port });
});
process.on('disconnect', () => {
  server.close(() => db.close());
  server.closeAllConnections();
});

function take(texts) {
  db.exec('BEGIN');
  for (const text of texts) insert.run(JSON.parse(text).trace_id, Date.now(), 'api', '127.0.0.1:0', text);
  db.exec('COMMIT');
}
