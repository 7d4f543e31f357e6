import type { HttpBindings } from '@hono/node-server';
import type { Hono } from 'hono';
import { ApiError, invalidRequest } from '../ground/api-error.ts';
import { isNestedDeeper, isObject, type JsonObject } from '../ground/json.ts';
import type { HttpContext } from '../ground/request-body.ts';
import type { Intake } from '../intake/intake.ts';
import type { LogIntake } from '../intake/log-intake.ts';
import { logsOf } from './logs.ts';
import type { OtlpIntake } from './otlp-intake.ts';
import { decodeLogs, decodeRequest, encodeAnswer } from './protobuf.ts';
import type { OtlpRequest } from './trace-request.ts';

/** Where OTLP's exporters send traces, logs and metrics. */
const TRACES_PATH = '/v1/traces';
const LOGS_PATH = '/v1/logs';
const METRICS_PATH = '/v1/metrics';

/** Whether OTLP's exporters send to a path. */
export function isOtlpPath(path: string): boolean {
  return path === TRACES_PATH || path === LOGS_PATH || path === METRICS_PATH;
}

/** The parts that receive OTLP. */
export interface OtlpContext {
  readonly intake: Intake;
  readonly otlp: OtlpIntake;
  readonly logs: LogIntake;
  readonly read: (c: HttpContext) => Promise<Buffer>;
  readonly senderOf: (c: HttpContext) => string;
}

/**
 * Receives OTLP over HTTP. Logs are stored beside the trace they name. Metrics are counted, not stored, so that no exporter logs errors.
 * Source: https://opentelemetry.io/docs/specs/otlp/#otlphttp
 */
export function serveOtlp(app: Hono<{ Bindings: HttpBindings }>, context: OtlpContext): void {
  const { intake, otlp, logs, read, senderOf } = context;
  app.post(TRACES_PATH, (c) => {
    intake.log.countCall('otlpRequests');
    return receiveTraces(c.req.raw, { otlp, sender: senderOf(c), read: () => read(c) });
  });
  app.post(LOGS_PATH, async (c) => {
    const type = typeOf(c.req.raw);
    intake.log.countCall('logRequests');
    const body = await read(c);
    const decode = type === PROTOBUF ? decodeLogs : parseRequest;
    return answer(type, 200, 'Response', receiveLogs(body, decode, { otlp, logs }, senderOf(c)));
  });
  app.post(METRICS_PATH, async (c) => {
    const type = typeOf(c.req.raw);
    await read(c);
    intake.log.countCall('metricRequests');
    return answer(type, 200, 'Response', {});
  });
}

/**
 * Accepts a request in either encoding and answers in the same: `partialSuccess` when spans were refused.
 * @throws (rejects) ApiError if the request cannot be read
 */
async function receiveTraces(
  request: Request,
  { otlp, sender, read }: { readonly otlp: OtlpIntake; readonly sender: string; readonly read: () => Promise<Buffer> },
): Promise<Response> {
  const type = typeOf(request);
  const body = await read();
  return answer(
    type,
    200,
    'Response',
    takeTraces(body, type === PROTOBUF ? decodeRequest : parseRequest, otlp, sender),
  );
}

/**
 * Accepts the bytes of a request.
 * @returns the members of the answer
 * @throws ApiError if they cannot be read
 */
export function takeTraces(
  body: Buffer,
  decode: (body: Buffer) => OtlpRequest,
  otlp: OtlpIntake,
  sender: string,
): JsonObject {
  try {
    const { rejectedSpans, errorMessage } = otlp.accept(decode(body), { way: 'otlp', sender });
    return rejectedSpans > 0 ? { partialSuccess: { rejectedSpans: String(rejectedSpans), errorMessage } } : {};
  } catch (error) {
    if (error instanceof ApiError) otlp.reject(body, error.message, sender);
    throw error;
  }
}

/**
 * Stores the log records of a request that name a trace. The others are no errors of the exporter: they are counted only.
 * @returns the members of the answer
 * @throws ApiError if the bytes cannot be read
 */
export function receiveLogs(
  body: Buffer,
  decode: (body: Buffer) => OtlpRequest,
  { otlp, logs }: { readonly otlp: OtlpIntake; readonly logs: LogIntake },
  sender: string,
): JsonObject {
  try {
    logs.accept(logsOf(body.length === 0 ? {} : decode(body)));
    return {};
  } catch (error) {
    if (error instanceof ApiError) otlp.reject(body, error.message, sender);
    throw error;
  }
}

/** The answer to a request that was refused: a `google.rpc.Status` in the request's own encoding, else in JSON. */
export function refuseOtlp(request: Request, status: number, message: string): Response {
  const code = STATUS_CODES[status] ?? INTERNAL;
  return answer(contentTypeOf(request) ?? JSON_TYPE, status, 'Status', { code, message });
}

function contentTypeOf(request: Request): typeof PROTOBUF | typeof JSON_TYPE | undefined {
  const given = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  return given === PROTOBUF || given === JSON_TYPE ? given : undefined;
}

/** @throws ApiError if it is neither of OTLP's */
function typeOf(request: Request): typeof PROTOBUF | typeof JSON_TYPE {
  const type = contentTypeOf(request);
  if (!type) throw new ApiError('UnsupportedMediaType', `Content-Type: expected ${PROTOBUF} or ${JSON_TYPE}.`, 415);
  return type;
}

function parseRequest(body: Buffer): OtlpRequest {
  const text = body.toString('utf8');
  if (isNestedDeeper(text, MAX_NESTING)) throw invalidRequest('The body is nested too deeply.');
  let request: unknown;
  try {
    request = JSON.parse(text);
  } catch {
    // See below.
  }
  if (!isObject(request)) throw invalidRequest('The body is not a JSON object.');
  return request;
}

function answer(
  type: typeof PROTOBUF | typeof JSON_TYPE,
  status: number,
  message: 'Response' | 'Status',
  members: JsonObject,
): Response {
  const body = type === PROTOBUF ? encodeAnswer(message, members) : JSON.stringify(members);
  return new Response(body, { status, headers: { 'content-type': type } });
}

const PROTOBUF = 'application/x-protobuf';
const JSON_TYPE = 'application/json';
// A level of nested values takes up to four of JSON; protobuf's decoder stops at a hundred of its own.
const MAX_NESTING = 400;
/** HTTP status → google.rpc.Code. */
const STATUS_CODES: Readonly<Record<number, number>> = { 400: 3, 403: 7, 404: 5, 413: 8, 415: 3 };
const INTERNAL = 13;
