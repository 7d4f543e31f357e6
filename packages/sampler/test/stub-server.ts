import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedRequest {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly contentType: string | undefined;
  readonly body: string;
}

/** The answer of a stub to a request: an object is the reply's JSON; a function has the response to itself. */
export type StubReply = object | ((response: ServerResponse, body: string) => void);

/** An X-Ray API that answers as given, on a port of its own. */
export interface StubServer {
  readonly url: string;
  readonly requests: readonly ReceivedRequest[];
  /** Resolves with the requests once there are so many. */
  received(count: number): Promise<readonly ReceivedRequest[]>;
  close(): Promise<void>;
}

/** @param reply called for each request, by its path */
export async function startStubServer(reply: (path: string) => StubReply): Promise<StubServer> {
  const requests: ReceivedRequest[] = [];
  const waiting = new Set<() => void>();
  const server = createServer((request, response) => {
    void readText(request).then((body) => {
      const { method, url, headers } = request;
      requests.push({ method, path: url, contentType: headers['content-type'], body });
      const answer = reply(url ?? '');
      if (typeof answer === 'function') answer(response, body);
      else response.end(JSON.stringify(answer));
      for (const wake of waiting) wake();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    received: (count) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (requests.length < count) return;
          waiting.delete(look);
          resolve(requests);
        };
        waiting.add(look);
        look();
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readText(request: IncomingMessage): Promise<string> {
  let text = '';
  request.setEncoding('utf8');
  for await (const chunk of request) text += chunk;
  return text;
}
