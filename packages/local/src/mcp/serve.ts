import { Api } from '../client/api.ts';

type Handler = (request: Request) => Promise<Response>;

const handlers = new Map<string, Promise<Handler>>();

/**
 * Answers an agent over streamable HTTP, read-only.
 * @param endpoint this server's own URL: the tools ask it as any program would
 * Source: https://modelcontextprotocol.io/specification, "Transports"
 */
export async function serveMcp(
  request: Request,
  { endpoint, version }: { readonly endpoint: string; readonly version: string },
): Promise<Response> {
  const handler = handlers.get(endpoint) ?? load(endpoint, version);
  handlers.set(endpoint, handler);
  return (await handler)(request);
}

/** Loaded at the first request, as most servers are never asked by an agent. */
async function load(endpoint: string, version: string): Promise<Handler> {
  const { createMcpHandler } = await import('@modelcontextprotocol/server');
  const { createMcpServer } = await import('./server.ts');
  const options = { api: new Api(endpoint), endpoint, version, allowWrites: false };
  const { fetch } = createMcpHandler(() => createMcpServer(options));
  return (request) => fetch(request);
}
