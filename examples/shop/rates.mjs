// The third party: a server of somebody else, who knows nothing of tracing.
import { createServer } from 'node:http';

const server = createServer((_, response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ base: 'EUR', rate: 1.08 }));
});
server.listen(0, '127.0.0.1', () => console.log(`rates listens on http://127.0.0.1:${server.address().port}`));
