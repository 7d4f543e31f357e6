// A small JSON server, so that the services below read as what they do. Nothing in it is needed for tracing but fail().
import { createServer } from 'node:http';
import { inspect } from 'node:util';
import { SpanStatusCode, trace } from '@opentelemetry/api';

/** An answer that is not 200: thrown by a handler, sent as it is. It is an answer, not a failure: no exception is recorded. */
export class Answer extends Error {
  constructor(status, body) {
    super(`${status} ${JSON.stringify(body)}`);
    this.status = status;
    this.body = body;
  }
}

/**
 * Serves `routes`, a table of `'POST /orders'` → handler, on a free port, and says where on its output. A handler receives the rest of the
 * path and the parsed body, and returns the answer's body.
 */
export function serve(name, routes) {
  const server = createServer(async (request, response) => {
    const { status, body } = await answer(routes, request).catch(fail);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
    console.log(`${name} listens on http://127.0.0.1:${server.address().port}`);
  });
}

async function answer(routes, request) {
  const asked = `${request.method} ${request.url}`;
  const route = Object.keys(routes).find((route) => asked === route || asked.startsWith(`${route}/`));
  if (!route) return { status: 404, body: { error: `nothing at ${asked}` } };
  const chunks = await request.toArray();
  const body = chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : undefined;
  return { status: 200, body: await routes[route](asked.slice(route.length + 1), body) };
}

/** An error of a handler becomes an exception on the span of the request, and a 500. */
function fail(error) {
  if (error instanceof Answer) return error;
  const span = trace.getActiveSpan();
  // inspect() writes the causes under the stack, which `error.stack` alone leaves out.
  span?.recordException({ name: error.name, message: error.message, stack: inspect(error) });
  span?.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
  return { status: 500, body: { error: error.message } };
}

/** Calls another service. Its answers below 500 are answers here too; anything else is an error. */
export async function ask(method, url, body) {
  const response = await fetch(url, { method, body: body && JSON.stringify(body) });
  const answered = await response.json();
  if (response.status >= 500)
    throw new Error(`${new URL(url).pathname} answered ${response.status}: ${answered.error}`);
  if (response.status >= 400) throw new Answer(response.status, answered);
  return answered;
}
