import type { Server } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ActionContext } from './actions/action.ts';
import { ROUTES } from './actions/routes.ts';
import { ApiError, invalidRequest } from './api-error.ts';
import { findConsole } from './console-files.ts';
import { FilterError } from './filter/read-filter.ts';
import { type HostRules, isAllowedHost, isAllowedOrigin } from './host-rules.ts';
import { isNestedDeeper, isObject, type JsonObject } from './json.ts';
import { serveConsole } from './serve-console.ts';

/** What every answer carries in its `server` header: how one Local X-Ray knows another. */
export const SERVER_NAME = 'xray-local';

/** The HTTP side: the X-Ray API and the console. */
export interface HttpListener {
  readonly port: number;
  close(): Promise<void>;
}

/** What the HTTP side works with. */
export interface HttpOptions extends HostRules {
  readonly context: Omit<ActionContext, 'sender'>;
  readonly maxRequestBytes: number;
}

/** Listens for API calls. Rejects as the socket does, such as with `EADDRINUSE`. */
export async function listenHttp(
  options: HttpOptions,
  address: { readonly host: string; readonly port: number },
): Promise<HttpListener> {
  const app = createApp(options);
  // The globals Request and Response belong to the application we may run in.
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address.port, address.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const bound = server.address();
  return {
    port: typeof bound === 'object' && bound ? bound.port : address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The server as a function from request to answer. */
export function createApp(options: HttpOptions): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.use(async (c, next) => {
    // A web page must not be able to fill or read the store: not under a name it made point here, not across origins.
    if (!isAllowedHost(c.req.header('host'), options)) throw forbidden(`Host: ${c.req.header('host')} is not allowed.`);
    if (!isAllowedOrigin(c.req.header('origin'), c.req.header('host')))
      throw forbidden(`Origin: ${c.req.header('origin')} is not allowed.`);
    await next();
    c.header('server', SERVER_NAME);
  });
  app.use(
    bodyLimit({
      maxSize: options.maxRequestBytes,
      onError: () => {
        throw tooLarge(options.maxRequestBytes);
      },
    }),
  );
  for (const [path, action] of Object.entries(ROUTES))
    app.post(path, async (c) => {
      const input = await readInput(c.req.raw, options.maxRequestBytes);
      const { remoteAddress = '', remotePort = 0 } = c.env?.incoming?.socket ?? {};
      return c.json(action(input, { ...options.context, sender: `${remoteAddress}:${remotePort}` }));
    });
  serveConsole(app, findConsole());
  app.notFound((c) =>
    c.json(
      ...toErrorAnswer(
        new ApiError('UnknownOperationException', `Unknown operation: ${c.req.method} ${c.req.path}`, 404),
      ),
    ),
  );
  app.onError((error, c) => {
    c.header('server', SERVER_NAME);
    if (error instanceof ApiError) return c.json(...toErrorAnswer(error));
    if (error instanceof FilterError) return c.json(...toErrorAnswer(invalidRequest(error.message)));
    return c.json({ __type: 'InternalFailure', message: String(error) }, 500, {
      'x-amzn-errortype': 'InternalFailure',
    });
  });
  return app;
}

async function readInput(request: Request, maxBytes: number): Promise<JsonObject> {
  const body = Buffer.from(await request.arrayBuffer());
  const text = (await unpack(body, request.headers.get('content-encoding'), maxBytes)).toString('utf8');
  if (text === '') return {};
  if (isNestedDeeper(text, MAX_NESTING)) throw invalidRequest('The body is nested too deeply.');
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch {
    throw invalidRequest('The body is not JSON.');
  }
  if (!isObject(input)) throw invalidRequest('The body is not a JSON object.');
  return input;
}

async function unpack(body: Buffer, encoding: string | null, maxBytes: number): Promise<Buffer> {
  if (encoding === null || encoding === 'identity') return body;
  if (encoding !== 'gzip') throw invalidRequest(`Content-Encoding: ${encoding} is not supported, only gzip is.`);
  try {
    return await promisify(gunzip)(body, { maxOutputLength: maxBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes);
    throw invalidRequest('The body is not gzip.');
  }
}

function toErrorAnswer({
  name,
  message,
  status,
  members,
}: ApiError): [Record<string, string>, ApiError['status'], Record<string, string>] {
  return [{ __type: name, message, ...members }, status, { 'x-amzn-errortype': name }];
}

function forbidden(message: string): ApiError {
  return new ApiError('AccessDeniedException', message, 403);
}

function tooLarge(maxBytes: number): ApiError {
  return new ApiError('RequestEntityTooLargeException', `The body is larger than ${maxBytes} bytes.`, 413);
}

// Documents come as text inside the body, which itself is flat.
const MAX_NESTING = 100;
