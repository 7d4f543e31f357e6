import { ApiError, invalidRequest } from '../ground/api-error.ts';
import { isNestedDeeper, isObject, type JsonObject } from '../ground/json.ts';
import type { OtlpIntake } from './otlp-intake.ts';
import { decodeRequest, encodeAnswer } from './protobuf.ts';
import type { OtlpRequest } from './trace-request.ts';

/** Where OTLP's exporters send traces. */
export const OTLP_TRACES_PATH = '/v1/traces';

/**
 * Takes a request in either encoding and answers in the same: `partialSuccess` when spans were refused.
 * @throws (rejects) ApiError if the request cannot be read
 */
export async function receiveTraces(
  request: Request,
  { otlp, sender, read }: { readonly otlp: OtlpIntake; readonly sender: string; readonly read: () => Promise<Buffer> },
): Promise<Response> {
  const type = contentTypeOf(request);
  if (!type) throw new ApiError('UnsupportedMediaType', `Content-Type: expected ${PROTOBUF} or ${JSON_TYPE}.`, 415);
  const body = await read();
  try {
    const given = type === PROTOBUF ? decodeRequest(body) : parseRequest(body.toString('utf8'));
    const { rejectedSpans, errorMessage } = otlp.accept(given, { way: 'otlp', sender });
    const partialSuccess = rejectedSpans > 0 && { rejectedSpans: String(rejectedSpans), errorMessage };
    return answer(type, 200, 'Response', partialSuccess ? { partialSuccess } : {});
  } catch (error) {
    if (error instanceof ApiError) otlp.reject(body, error.message, sender);
    throw error;
  }
}

/** The answer to a request that was refused: a `google.rpc.Status` in the request's own encoding, else in JSON. */
export function refuseTraces(request: Request, status: number, message: string): Response {
  const code = STATUS_CODES[status] ?? INTERNAL;
  return answer(contentTypeOf(request) ?? JSON_TYPE, status, 'Status', { code, message });
}

function contentTypeOf(request: Request): typeof PROTOBUF | typeof JSON_TYPE | undefined {
  const given = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  return given === PROTOBUF || given === JSON_TYPE ? given : undefined;
}

function parseRequest(text: string): OtlpRequest {
  if (isNestedDeeper(text, MAX_NESTING)) throw invalidRequest('The body is nested too deeply.');
  let request: unknown;
  try {
    request = JSON.parse(text);
  } catch {
    // Told below.
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
