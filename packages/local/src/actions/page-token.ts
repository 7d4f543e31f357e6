import { createHash } from 'node:crypto';
import { invalidRequest } from '../ground/api-error.ts';
import type { JsonObject } from '../ground/json.ts';

/** Where a page ended: the last item on it, not an offset, so that what arrives meanwhile moves nothing. */
export interface PageEnd {
  /** The sort key of items before their id: the time of traces, the priority of sampling rules. */
  readonly sortKey: number;
  readonly id: string;
}

/** Makes an opaque token, good only for the same operation with the same parameters. */
export function formatPageToken(operation: string, input: JsonObject, end: PageEnd): string {
  const key = JSON.stringify([end.sortKey, end.id]);
  return Buffer.from(`${digest(operation, input, key)}${key}`).toString('base64url');
}

/**
 * Reads `NextToken` of a request; absent on the first page.
 * @throws InvalidRequestException if the token is damaged, or of another operation or request
 */
export function parsePageToken(operation: string, input: JsonObject): PageEnd | undefined {
  const token = input['NextToken'];
  if (token === undefined || token === null) return undefined;
  const text = typeof token === 'string' ? Buffer.from(token, 'base64url').toString('utf8') : '';
  const key = text.slice(DIGEST_LENGTH);
  if (digest(operation, input, key) !== text.slice(0, DIGEST_LENGTH))
    throw invalidRequest('NextToken: not a token of this operation with these parameters.');
  const [sortKey, id] = JSON.parse(key) as [number, string];
  return { sortKey, id };
}

function digest(operation: string, input: JsonObject, key: string): string {
  const parameters = Object.entries(input)
    .filter(([name]) => name !== 'NextToken')
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([operation, parameters, key]))
    .digest('hex')
    .slice(0, DIGEST_LENGTH);
}

const DIGEST_LENGTH = 32;
