// The other side of local-server.mjs.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CONNECTIONS = 4;

/** Starts a server on a folder of its own: Local X-Ray, or one of another file that speaks to its parent in the same way. */
export async function startServer(file = 'local-server.mjs') {
  const folder = mkdtempSync(join(tmpdir(), 'xray-bench-'));
  // With those of the `xray-local` command: a small young generation, which halves the memory and costs little.
  const child = fork(new URL(file, import.meta.url), [join(folder, 'data')], {
    execArgv: ['--max-semi-space-size=8'],
  });
  const [{ url, port }] = await once(child, 'message');
  const client = createClient(port);
  return {
    ...{ url, port, folder, ...client },
    /** Resolves when everything that was sent can be read. */
    untilDerived: () => client.send('/-/notes', '', 'GET'),
    async usage() {
      child.send('usage');
      const [usage] = await once(child, 'message');
      return usage;
    },
    async stop() {
      client.close();
      child.disconnect();
      await once(child, 'exit');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Asks a server, by a few connections that stay open. */
export function createClient(port, alwaysSent = {}) {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const send = (path, body = '', method = 'POST', type = 'application/json') =>
    new Promise((resolve, reject) => {
      const bytes = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
      const headers = { ...alwaysSent, 'content-length': Buffer.byteLength(bytes), 'content-type': type };
      const sent = request({ host: '127.0.0.1', port, path, method, agent, headers }, (answer) => {
        const chunks = [];
        answer.on('data', (chunk) => chunks.push(chunk));
        answer.on('end', () => resolve(Buffer.concat(chunks).toString()));
      });
      sent.on('error', reject);
      sent.end(bytes);
    });
  return {
    send,
    ask: async (path, body, method) => JSON.parse(await send(path, body, method)),
    /** Sends bodies by several connections at once. */
    async sendAll(bodies) {
      const iterator = bodies[Symbol.iterator]();
      const sendSome = async () => {
        for (let next = iterator.next(); !next.done; next = iterator.next()) {
          const { UnprocessedTraceSegments } = JSON.parse(await send('/TraceSegments', next.value));
          if (UnprocessedTraceSegments.length > 0) throw new Error(JSON.stringify(UnprocessedTraceSegments[0]));
        }
      };
      await Promise.all(Array.from({ length: CONNECTIONS }, sendSome));
    },
    close: () => agent.destroy(),
  };
}
