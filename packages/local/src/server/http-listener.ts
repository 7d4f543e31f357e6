import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import type { ActionContext } from '../actions/action.ts';
import { ROUTES } from '../actions/routes.ts';
import { boot } from '../console-api/boot.ts';
import type { ConsoleContext } from '../console-api/console-context.ts';
import { toProblem } from '../console-api/problem.ts';
import { serveConsoleApi } from '../console-api/routes.ts';
import { FilterError } from '../filter/read-filter.ts';
import { ApiError, invalidRequest } from '../ground/api-error.ts';
import { isNestedDeeper, isObject, type JsonObject } from '../ground/json.ts';
import { type BodyCheck, type HttpContext, readBody } from '../ground/request-body.ts';
import { checkSignature, type SigningCredentials } from '../ground/signature.ts';
import type { Intake } from '../intake/intake.ts';
import { createMcpEndpoint } from '../mcp/serve.ts';
import { isOtlpPath, refuseOtlp, serveOtlp } from '../otlp/http.ts';
import { regionOfScope, withoutRegion, withRegion } from '../trace/arn.ts';
import { findConsole } from './console-files.ts';
import { type HostRules, isAllowedHost, isAllowedOrigin, isOwnOrigin } from './host-rules.ts';
import { serveConsole } from './serve-console.ts';

/** Value of every answer's `server` header: how one Local X-Ray knows another. */
export const SERVER_NAME = 'xray-local';

/** The HTTP side: the X-Ray API, OTLP and the console. */
export interface HttpListener {
  readonly port: number;
  close(): Promise<void>;
}

/** Parts of the HTTP side. */
export interface HttpOptions extends HostRules {
  readonly context: Omit<ActionContext, 'sender'>;
  /** Repairs a damaged database where that is possible. Returns whether it did. */
  readonly repair: (error: unknown) => boolean;
  readonly maxRequestBytes: number;
  /** Keys that requests of the API must be signed with; signatures are not checked where there are none. */
  readonly credentials: readonly SigningCredentials[];
  readonly console: ConsoleContext;
}

/** Listens for API calls. Rejects as the socket does, such as with `EADDRINUSE`. */
export async function listenHttp(
  options: HttpOptions,
  address: { readonly host: string; readonly port: number },
): Promise<HttpListener> {
  const app = createApp(options);
  // The globals Request and Response belong to the application we may run in.
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
  server.on('clientError', (error: ClientError, socket) => refuseBytes(options.context.intake, error, socket));
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

/** An error of Node's parser, with the bytes that it could not read. */
interface ClientError extends Error {
  readonly code?: string;
  readonly rawPacket?: Buffer;
}

/** Answers as Node does; bytes that are no HTTP/1.1 are counted, gRPC's preface with the remedy. */
function refuseBytes(intake: Intake, { code, rawPacket, message }: ClientError, socket: Duplex): void {
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const sender = addressOf(socket as Socket);
  if (rawPacket?.subarray(0, HTTP2_PREFACE.length).equals(HTTP2_PREFACE))
    intake.reject([{ bytes: rawPacket, reason: 'gRPC on the HTTP port', message: GRPC_ADVICE, way: 'otlp', sender }]);
  else if (rawPacket !== undefined && rawPacket.length > 0 && code?.startsWith('HPE_INVALID'))
    intake.reject([{ bytes: rawPacket, reason: 'not HTTP', message, way: 'api', sender }]);
  socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
}

// https://www.rfc-editor.org/rfc/rfc9113#section-3.4
const HTTP2_PREFACE = Buffer.from('PRI * HTTP/2.0');
const GRPC_ADVICE =
  'This looks like OTLP over gRPC, which is taken on port 4317. Or set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf.';

/** The server as a function from request to answer. */
export function createApp(options: HttpOptions): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.use(async (c, next) => {
    // A web page must not be able to fill or read the store: not under a name it made point here, not across origins.
    const host = c.req.header('host');
    const origin = c.req.header('origin');
    if (!isAllowedHost(host, options))
      throw forbidden(`Host: ${host} is not allowed. Start xray-local with --allowed-host and this name.`);
    if (origin !== undefined && !isOwnOrigin(origin, host)) {
      if (!isOtlpPath(c.req.path)) throw forbidden(`Origin: ${origin} is not allowed.`);
      if (!isAllowedOrigin(origin, options))
        throw forbidden(`Origin: ${origin} is not allowed. Start xray-local with --allowed-origin ${origin}.`);
    }
    // Before the answer is made: one that is changed afterwards is copied.
    c.header('server', SERVER_NAME);
    await next();
  });
  if (options.allowedOrigins.length > 0) app.use('/v1/*', cors({ origin: (origin) => origin, maxAge: 600 }));
  const { context } = options;
  const { maxRequestBytes, credentials } = options;
  const check: BodyCheck = (request, body) => checkSignature(request, body, { credentials, nowMillis: context.now() });
  const read = (c: HttpContext): Promise<Buffer> =>
    readBody(c, maxRequestBytes, credentials.length > 0 ? check : undefined);
  for (const [path, action] of Object.entries(ROUTES))
    app.post(path, async (c) => {
      const requestId = randomUUID();
      c.header('x-amzn-requestid', requestId);
      const body = await read(c);
      const sender = senderOf(c);
      try {
        const region = NAMES_RESOURCES.test(path) ? regionOfScope(c.req.header('authorization')) : undefined;
        const answer = await action(parseInput(withoutRegion(body.toString('utf8'), region)), { ...context, sender });
        if (CHANGES_CONFIGURATION.test(path)) options.console.events.configured();
        return send(c, withRegion(JSON.stringify(answer), region), requestId);
      } catch (error) {
        // Whoever misses a trace finds there why it did not come.
        if (path === DOCUMENTS_PATH && error instanceof ApiError)
          context.intake.reject([
            { bytes: body, reason: 'not PutTraceSegments', message: error.message, way: 'api', sender },
          ]);
        throw error;
      }
    });
  serveConsole(app, findConsole(), () => boot(options.console));
  serveConsoleApi(app, options.console, maxRequestBytes);
  serveOtlp(app, { intake: context.intake, otlp: context.otlp, logs: context.logs, read, senderOf });
  // An agent cannot sign its requests.
  if (credentials.length === 0) {
    const { listening, version } = options.console;
    const answerAgent = createMcpEndpoint(() => ({ endpoint: listening().url, version }));
    app.all('/mcp', (c) => answerAgent(c.req.raw));
  }
  app.notFound((c) =>
    c.json(
      ...toErrorAnswer(
        new ApiError('UnknownOperationException', `Unknown operation: ${c.req.method} ${c.req.path}`, 404),
      ),
    ),
  );
  app.onError((error, c) => {
    c.header('server', SERVER_NAME);
    const refusal = options.repair(error) ? BEING_REPAIRED : toApiError(error);
    const { status = 500, message } = refusal ?? { message: String(error) };
    if (CONSOLE_PATH.test(c.req.path)) {
      const { status: code, problem } = toProblem(error) ?? { status: status as 500, problem: { message } };
      return c.json(problem, code);
    }
    if (isOtlpPath(c.req.path)) return refuseOtlp(c.req.raw, status, message);
    if (refusal) return c.json(...toErrorAnswer(refusal));
    return c.json({ __type: 'InternalFailure', message }, 500, { 'x-amzn-errortype': 'InternalFailure' });
  });
  return app;
}

// Past the objects of fetch, which cost more than most of the answers.
function send(c: HttpContext, json: string, requestId: string): Response {
  const outgoing = c.env?.outgoing;
  if (!outgoing) return c.body(json, 200, { 'content-type': 'application/json' });
  const body = Buffer.from(json);
  outgoing.writeHead(200, {
    server: SERVER_NAME,
    'content-type': 'application/json',
    'content-length': body.length,
    'x-amzn-requestid': requestId,
  });
  outgoing.end(body);
  return RESPONSE_ALREADY_SENT;
}

function senderOf(c: HttpContext): string {
  return addressOf(c.env?.incoming?.socket);
}

function addressOf({ remoteAddress = '', remotePort = 0 }: Partial<Socket> = {}): string {
  return `${remoteAddress}:${remotePort}`;
}

function parseInput(text: string): JsonObject {
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

function toApiError(error: Error): ApiError | undefined {
  if (error instanceof FilterError) return invalidRequest(error.message);
  return error instanceof ApiError ? error : undefined;
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

// The parts of the account that the console shows: groups, sampling rules.
const CHANGES_CONFIGURATION = /^\/(?:Create|Update|Delete)/;

// Answers with ARNs of this account, and no documents.
const NAMES_RESOURCES = /Group|SamplingRule|Insight|ResourcePolic|Tag/;

const DOCUMENTS_PATH = '/TraceSegments';
const CONSOLE_PATH = /^\/-(?:\/|$)/;

// Documents come as text inside the body, which itself is flat.
const MAX_NESTING = 100;
// SDKs repeat a request after 503.
const BEING_REPAIRED = new ApiError(
  'ServiceUnavailable',
  'The index of the database was damaged. It is being created again from the documents: repeat the request.',
  503,
);
