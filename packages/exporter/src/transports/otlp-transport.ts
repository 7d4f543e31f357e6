import type { HttpReply } from '@otel-xray/runtime';
import { createHttpCaller } from '../sockets/http-call.ts';
import { CallError, readFault } from './call-error.ts';
import { errorName, parseRetryAfter, textOf } from './http-outcome.ts';
import type { OtlpEndpoint } from './otlp-endpoint.ts';
import { type Repairable, repairing } from './repairing-transport.ts';
import { createSigner, type Signer } from './sigv4.ts';
import {
  loadOtlpSerializer,
  loadSigningPackages,
  type OtlpSerializer,
  type SigningPackages,
} from './target-packages.ts';
import type { ExportResponse, Transport } from './transport.ts';

const HEADERS = { 'content-type': 'application/x-protobuf', 'content-encoding': 'gzip' };

/** How the packages of the target are loaded, each when it is first needed. */
export interface OtlpLoaders {
  readonly serializer: () => Promise<OtlpSerializer>;
  readonly signing: () => Promise<SigningPackages>;
}

const INSTALLED: OtlpLoaders = { serializer: loadOtlpSerializer, signing: loadSigningPackages };

/** Sends OTLP requests, joined and compressed, to X-Ray's endpoint, signed, or to any other as they are. */
export function createOtlpTransport(
  endpoint: OtlpEndpoint,
  now: () => number,
  load: OtlpLoaders = INSTALLED,
): Transport {
  const caller = createHttpCaller(endpoint);
  const signer =
    endpoint.signingRegion === undefined ? undefined : createSigner(endpoint.signingRegion, now, load.signing);
  let lastDate: string | undefined;
  const transport: Transport = {
    async send(requests, timeoutMillis) {
      const body = await gzip(Buffer.concat(requests));
      let headers: Record<string, string>;
      try {
        headers = signer === undefined ? HEADERS : await sign(signer, endpoint, body);
      } catch (error) {
        return { status: 'failure', error: error as Error };
      }
      let reply: HttpReply;
      try {
        reply = await caller.post(body, headers, timeoutMillis);
      } catch (error) {
        return { status: 'retryable', error: error as Error };
      }
      lastDate = textOf(reply.headers['date']);
      return reply.status >= 200 && reply.status < 300
        ? outcomeOfSuccess(reply, await load.serializer())
        : outcomeOfFailure(reply, now());
    },
    async shutdown() {
      caller.close();
    },
  };
  return repairing(transport, (fault) => repair(fault, signer, lastDate, now()));
}

async function gzip(bytes: Uint8Array): Promise<Buffer> {
  const zlib = await import('node:zlib');
  return new Promise((resolve, reject) => {
    zlib.gzip(bytes, (error, compressed) => (error ? reject(error) : resolve(compressed)));
  });
}

function sign(signer: Signer, { host, path }: OtlpEndpoint, body: Uint8Array): Promise<Record<string, string>> {
  return signer.sign({ hostname: host, path, headers: HEADERS, body });
}

async function repair(
  fault: Repairable,
  signer: Signer | undefined,
  date: string | undefined,
  now: number,
): Promise<void> {
  if (fault === 'expired') await signer?.refresh();
  const theirs = Date.parse(date ?? '');
  if (fault === 'clock' && Number.isFinite(theirs)) signer?.shiftClock(theirs - now);
}

/** 200 with `rejectedSpans` is final. Source: OpenTelemetry protocol, "OTLP/HTTP response", partial success. */
function outcomeOfSuccess({ body, headers }: HttpReply, serializer: OtlpSerializer): ExportResponse {
  if (body.length === 0) return { status: 'success' };
  try {
    const isJson = textOf(headers['content-type'])?.includes('json') === true;
    const { partialSuccess } = isJson ? JSON.parse(body.toString('utf8')) : serializer.deserializeResponse(body);
    const count = Number(partialSuccess?.rejectedSpans ?? 0);
    if (!(count > 0)) return { status: 'success' };
    return { status: 'success', rejectedSpans: { count, message: String(partialSuccess?.errorMessage ?? '') } };
  } catch {
    // A receiver that answers 200 with a body of another form has accepted the call all the same.
    return { status: 'success' };
  }
}

/** Statuses after which the call may be sent again. Source: OpenTelemetry protocol, "Retryable response codes". */
const RETRYABLE: ReadonlySet<number> = new Set([429, 502, 503, 504]);

function outcomeOfFailure({ status, body, headers }: HttpReply, now: number): ExportResponse {
  const text = readable(body, textOf(headers['content-type']));
  const message = `HTTP ${status}: ${text.slice(0, 500)}`;
  const fault = readFault(status, errorName(textOf(headers['x-amzn-errortype']), text), text);
  const error = fault === undefined ? new Error(message) : new CallError(message, fault);
  if (!RETRYABLE.has(status)) return { status: 'failure', error };
  const retryInMillis = parseRetryAfter(textOf(headers['retry-after']), now);
  return { status: 'retryable', error, ...(retryInMillis !== undefined && { retryInMillis }) };
}

/** An error is a `Status` message of protobuf as well; its text is between other bytes. */
function readable(body: Buffer, contentType = ''): string {
  const text = body.toString('utf8');
  return contentType.includes('protobuf') ? text.replace(/[^\x20-\x7e]+/g, ' ').trim() : text;
}
