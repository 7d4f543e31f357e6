import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { ApiError, invalidRequest } from './api-error.ts';

/** A request, and the socket that it was received on, if any. */
export type HttpContext = Context<{ Bindings: HttpBindings }>;

/** Looks at a request and its body as it was sent. @throws (rejects) ApiError to refuse it */
export type BodyCheck = (request: Request, body: Uint8Array) => Promise<void>;

/**
 * Reads a request's body, plain or compressed; not more than `maxBytes` of either.
 * @param check called before anything else reads the body
 * @throws (rejects) ApiError if it is too large, of another encoding, or refused by `check`
 */
export async function readBody(c: HttpContext, maxBytes: number, check?: BodyCheck): Promise<Buffer> {
  const body = await readBytes(c, maxBytes);
  const request = c.req.raw;
  await check?.(request, body);
  const encoding = request.headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity') return body;
  const decompress = DECODERS.get(encoding);
  if (decompress === undefined)
    throw new ApiError(
      'UnsupportedMediaTypeException',
      `Content-Encoding ${JSON.stringify(encoding)} is not supported: use gzip, deflate or none.`,
      415,
    );
  try {
    // Unpacking stops at the limit: a few bytes of gzip can stand for gigabytes.
    return await decompress(body, { maxOutputLength: maxBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes);
    throw invalidRequest(`The body is not ${encoding}.`);
  }
}

// https://www.rfc-editor.org/rfc/rfc9110.html#name-content-codings
const DECODERS: ReadonlyMap<string, (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>> = new Map([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
]);

async function readBytes(c: HttpContext, maxBytes: number): Promise<Buffer> {
  if (Number(c.req.header('content-length')) > maxBytes) throw tooLarge(maxBytes);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunksOf(c)) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes);
}

// Node's own stream where there is one: that of fetch copies every byte. A client that sends too much still receives the error.
function chunksOf({ env, req }: HttpContext): AsyncIterable<Uint8Array> | Iterable<Uint8Array> {
  return env?.incoming?.iterator({ destroyOnReturn: false }) ?? req.raw.body ?? [];
}

function tooLarge(maxBytes: number): ApiError {
  return new ApiError('RequestEntityTooLargeException', `The body is larger than ${maxBytes} bytes.`, 413);
}
