import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { ApiError, invalidRequest } from './api-error.ts';

/** Looks at a request and its body as it was sent. @throws (rejects) ApiError to refuse it */
export type BodyCheck = (request: Request, body: Uint8Array) => Promise<void>;

/**
 * Reads a request's body, plain or gzip; not more than `maxBytes` of either.
 * @param check asked before anything else looks at the body
 * @throws (rejects) ApiError if it is too large, of another encoding, or refused by `check`
 */
export async function readBody(request: Request, maxBytes: number, check?: BodyCheck): Promise<Buffer> {
  const body = await readBytes(request, maxBytes);
  await check?.(request, body);
  const encoding = request.headers.get('content-encoding');
  if (encoding === null || encoding === 'identity') return body;
  if (encoding !== 'gzip') throw invalidRequest(`Content-Encoding: ${encoding} is not supported, only gzip is.`);
  try {
    // Unpacking stops at the limit: a few bytes of gzip can stand for gigabytes.
    return await promisify(gunzip)(body, { maxOutputLength: maxBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes);
    throw invalidRequest('The body is not gzip.');
  }
}

async function readBytes(request: Request, maxBytes: number): Promise<Buffer> {
  const length = request.headers.get('content-length');
  if (Number(length) > maxBytes) throw tooLarge(maxBytes);
  // Node holds a sender to the length that it gave.
  if (length !== null) return Buffer.from(await request.arrayBuffer());
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(maxBytes: number): ApiError {
  return new ApiError('RequestEntityTooLargeException', `The body is larger than ${maxBytes} bytes.`, 413);
}
