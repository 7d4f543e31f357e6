import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { quietPort } from '@otel-xray/test-kit';

/** A document as it arrived, as far as these tests look at it. */
interface Entity {
  readonly id: string;
  readonly name: string;
  readonly subsegments?: readonly Entity[];
}

/** One PutTraceSegments call that has arrived. */
export interface Call {
  /** Counted from 1. */
  readonly number: number;
  readonly documents: readonly Entity[];
  readonly headers: IncomingMessage['headers'];
  /** Accepts all documents but those that are answered as unprocessed. */
  take(unprocessed?: readonly { Id?: string; ErrorCode: string }[], headers?: Record<string, string>): void;
  /** Accepts none. */
  refuse(status: number, headers?: Record<string, string>, body?: string): void;
  readonly response: ServerResponse;
}

/** A receiver in the place of the daemon's TCP port or X-Ray's API. It answers as given, and knows the accepted spans. */
export interface Receiver {
  readonly port: number;
  readonly url: string;
  readonly calls: readonly Call[];
  /** Ids of the accepted spans, each once. */
  readonly taken: ReadonlySet<string>;
  /** Its answer to the next calls; at first it accepts them. */
  answer: (call: Call) => void;
  close(): Promise<void>;
}

/** Starts one, on a port that stays free when it ends, or on one that was used before. */
export async function startReceiver(given?: number): Promise<Receiver> {
  const port = given ?? (await quietPort());
  const calls: Call[] = [];
  const taken = new Set<string>();
  const server = createServer(async (request, response) => {
    const documents = await readDocuments(request).catch(() => undefined);
    // Whoever cut the connection has sent nothing.
    if (documents === undefined) return;
    const call: Call = {
      number: calls.length + 1,
      documents,
      headers: request.headers,
      response,
      take(unprocessed = [], headers = {}) {
        const refused = new Set(unprocessed.map(({ Id }) => Id));
        for (const document of documents)
          if (!refused.has(document.id)) for (const id of idsOf(document)) taken.add(id);
        response.writeHead(200, headers).end(JSON.stringify({ UnprocessedTraceSegments: unprocessed }));
      },
      refuse: (status, headers = {}, body = '{}') => void response.writeHead(status, headers).end(body),
    };
    calls.push(call);
    receiver.answer(call);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const receiver: Receiver = {
    port,
    url: `http://127.0.0.1:${port}`,
    calls,
    taken,
    answer: (call) => call.take(),
    close: () => closeServer(server),
  };
  return receiver;
}

async function readDocuments(request: IncomingMessage): Promise<Entity[]> {
  let body = '';
  for await (const chunk of request) body += chunk;
  const { TraceSegmentDocuments } = JSON.parse(body) as { TraceSegmentDocuments: string[] };
  return TraceSegmentDocuments.map((text) => JSON.parse(text) as Entity);
}

/** The spans that stand in a document. */
function idsOf({ id, subsegments = [] }: Entity): string[] {
  return [id, ...subsegments.flatMap(idsOf)];
}

async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return;
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}
