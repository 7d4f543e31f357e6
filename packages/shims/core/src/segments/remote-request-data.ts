import type { ClientRequest, IncomingMessage } from 'node:http';
import { stripQueryStringFromPath } from '../utils.ts';
import { getHttpResponseData } from './segment-utils.ts';

/** The `http` block of an outgoing call. */
export interface RemoteRequestData {
  request: { url: string; method: string };
  response?: { status?: number; content_length?: number };
}

/** Reads an outgoing call; the URL is without its query. */
export function remoteRequestData(req: ClientRequest, res?: IncomingMessage | null): RemoteRequestData {
  const { agent, host, path, method } = req as ClientRequest & { agent?: { protocol?: string }; host?: string };
  const authority = (): unknown => host || req.getHeader('host');
  const url = agent?.protocol ? `${agent.protocol}//${authority()}${stripQueryStringFromPath(path)}` : '';
  return { request: { url, method: method || '' }, ...(res && { response: getHttpResponseData(res) }) };
}
