import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type HttpPost, httpPost } from './http-post.ts';

const opened: (() => unknown)[] = [];
afterEach(() => {
  for (const close of opened.splice(0)) close();
});

async function serve(answer: RequestListener): Promise<HttpPost> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  opened.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    isSecure: false,
    host: '127.0.0.1',
    port,
    path: '/x',
    headers: { 'content-type': 'text/plain' },
    body: 'äöü',
    agent: () => false,
    maxReplyBytes: 100,
  };
}

describe('httpPost', () => {
  it('sends the body with its length in bytes, and returns the reply whatever its status', async () => {
    const post = await serve(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const { method, url, headers } = request;
      const seen = { method, url, length: headers['content-length'], body: Buffer.concat(chunks).toString() };
      response.writeHead(503, { 'x-seen': encodeURIComponent(JSON.stringify(seen)) }).end('busy');
    });
    const { status, headers, body } = await httpPost(post);
    expect([status, body.toString()]).toEqual([503, 'busy']);
    expect(JSON.parse(decodeURIComponent(String(headers['x-seen'])))).toEqual({
      method: 'POST',
      url: '/x',
      length: '6',
      body: 'äöü',
    });
  });

  it.each<[string, RequestListener, Partial<HttpPost>, RegExp]>([
    ['a reply that never arrives', () => {}, { timeoutMillis: 30 }, /no answer in 30 ms/],
    ['a reply that drips', (_, response) => void response.write('a'), { timeoutMillis: 50 }, /no answer|closed before/],
    ['a reply that is too long', (_, response) => void response.end('x'.repeat(101)), {}, /over 100 bytes/],
    [
      'a reply that is cut',
      (_, response) => void response.write('a', () => response.destroy()),
      {},
      /aborted|closed|hang up/,
    ],
    ['a connection that is cut', (request) => void request.socket.destroy(), {}, /hang up|ECONNRESET/],
  ])('rejects %s', async (_, answer, options, message) => {
    await expect(httpPost({ ...(await serve(answer)), ...options })).rejects.toThrow(message);
  });

  it('rejects when it is aborted', async () => {
    const abort = new AbortController();
    const post = await serve(() => abort.abort());
    await expect(httpPost({ ...post, signal: abort.signal })).rejects.toThrow(/abort/i);
  });

  it('reuses the connection of an agent', async () => {
    const ports = new Set<number | undefined>();
    const post = await serve((request, response) => {
      ports.add(request.socket.remotePort);
      request.resume().on('end', () => response.end());
    });
    let agent: ReturnType<HttpPost['agent']> | undefined;
    const kept: HttpPost = {
      ...post,
      agent: ({ Agent }) => {
        agent ??= new Agent({ keepAlive: true });
        return agent;
      },
    };
    for (let n = 0; n < 3; n++) await httpPost(kept);
    expect(ports.size).toBe(1);
    if (agent) agent.destroy();
  });
});
