// Everything that a scenario works with.
import { once } from 'node:events';
import http from 'node:http';
import { freePort } from '../servers/start.mjs';
import { awsStandIn } from './aws.mjs';

/** Port that the recording shows for the first server of a scenario; further ones count up. */
const FIRST_PORT = 3000;
/** Port that the recording shows for the first stand-in of a peer. */
const FIRST_PEER_PORT = 8080;
const CONTEXT_HEADERS = ['traceparent', 'tracestate', 'baggage', 'x-amzn-trace-id'];

/**
 * Makes the tools of one program.
 *
 * @param load `require` from the folder of the libraries, after the instrumentations are registered
 * @param ports real servers: name → `{ port, usualPort }`
 */
export function makeTools({ load, tracing, ports }) {
  const { spans, context, core } = tracing;
  const usualPorts = new Map(Object.values(ports).map(({ port, usualPort }) => [port, usualPort]));
  const requests = [];
  const closers = [];
  let sent = [];
  let entry;
  let run;
  let failure;

  /** Records the spans and the outgoing headers of `work` under a name. An error of the work is the application's and is recorded. */
  async function record(name, work) {
    // Spans of preparations belong to no request.
    await spans.idle();
    spans.take();
    sent = [];
    failure = undefined;
    try {
      await work();
    } catch (error) {
      failure = error;
    }
    await spans.idle();
    const error = failure && `${failure.name}: ${failure.message}`;
    if (failure && process.env.CORPUS_DEBUG) console.error(`${name}:`, failure);
    requests.push({ name, error, sent, spans: spans.take() });
  }

  /** Records `work` as a service does it: inside of an HTTP request, which answers 500 when it throws. */
  async function request(name, work) {
    entry ??= await serve(async (_incoming, response) => {
      try {
        await run();
      } catch (error) {
        failure = error;
        response.statusCode = 500;
      }
      response.end();
    });
    run = work;
    await record(name, () => call(entry, `/${name.replaceAll(' ', '-')}`));
  }

  /** Listens with a handler or a server and resolves to its port. */
  async function serve(handler, usualPort = FIRST_PORT + count(FIRST_PORT)) {
    const server = typeof handler === 'function' ? http.createServer(handler) : handler;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return listens(server, usualPort);
  }

  /** Names the port of a server that listens already, and closes it at the end. */
  function listens(server, usualPort = FIRST_PORT + count(FIRST_PORT)) {
    const { port } = server.address();
    usualPorts.set(port, usualPort);
    closers.push(() => server.close() && server.closeAllConnections?.());
    return port;
  }

  /** Listens as a peer that is no part of the recording: no spans, but its incoming headers are recorded. */
  async function peer(
    answer = (_request, response) => response.end('{}'),
    usualPort = FIRST_PEER_PORT + count(FIRST_PEER_PORT),
  ) {
    const handler = async (request, response) => {
      const body = Buffer.concat(await request.toArray());
      const headers = CONTEXT_HEADERS.filter((header) => request.headers[header] !== undefined);
      sent.push({
        to: `${request.method} http://${request.headers.host}${request.url.split('?')[0]}`,
        ...(request.headers['x-amz-target'] && { target: request.headers['x-amz-target'] }),
        headers: Object.fromEntries(headers.map((header) => [header, request.headers[header]])),
        ...carried(body.toString()),
      });
      answer(request, response, body);
    };
    const server = http.createServer(handler);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    tracing.untracedPorts.add(server.address().port);
    return listens(server, usualPort);
  }

  /** Calls one of the program's own servers as an outside client does, without spans of its own; resolves to the status. */
  function call(port, path, { method = 'GET', headers = {}, body } = {}) {
    const { promise, resolve, reject } = Promise.withResolvers();
    const options = { host: '127.0.0.1', port, path, method, agent: false };
    context.with(core.suppressTracing(context.active()), () => {
      const outgoing = http.request({ ...options, headers: { 'user-agent': 'corpus', ...headers } }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode));
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
    return promise;
  }

  const count = (from) => [...usualPorts.values()].filter((port) => port >= from && port < from + 100).length;

  return {
    ...tracing.api,
    load,
    record,
    request,
    serve,
    listens,
    peer,
    call,
    /** Resolves to a port at which nothing listens; the recording shows `usualPort`. */
    closedPort: async (usualPort) => {
      const port = await freePort();
      usualPorts.set(port, usualPort);
      return port;
    },
    aws: () => awsStandIn({ peer, load }),
    ports: Object.fromEntries(Object.entries(ports).map(([name, { port }]) => [name, port])),
    /** Runs `close` when all requests are recorded, the latest first. */
    atEnd: (close) => closers.push(close),
    requests,
    usualPorts,
    close: async () => {
      for (const close of closers.reverse()) await close();
    },
  };
}

/** The trace context inside of a body, such as that of a queue's message attributes. */
function carried(body) {
  const found = body.match(/(?:00-[\da-f]{32}-[\da-f]{16}-0\d|Root=1-[^"&<]*)/g);
  return found === null ? {} : { body: found };
}
