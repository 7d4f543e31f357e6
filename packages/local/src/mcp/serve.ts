import { Api } from '../client/api.ts';

type Handler = (request: Request) => Promise<Response>;

/**
 * Makes what answers agents over streamable HTTP, read-only. It loads at the first request, as most servers are never asked by an agent.
 * @param server this server's own URL, which the tools ask as any program would, and its version; asked at the first request
 * Source: https://modelcontextprotocol.io/specification, "Transports"
 */
export function createMcpEndpoint(server: () => { readonly endpoint: string; readonly version: string }): Handler {
  let handler: Promise<Handler> | undefined;
  return async (request) => {
    handler ??= load(server());
    return (await handler)(request);
  };
}

async function load({ endpoint, version }: { readonly endpoint: string; readonly version: string }): Promise<Handler> {
  const { createMcpHandler } = await import('@modelcontextprotocol/server');
  const { createMcpServer } = await import('./server.ts');
  const options = { api: new Api(endpoint), endpoint, version, allowWrites: false };
  const { fetch } = createMcpHandler(() => createMcpServer(options));
  return (request) => fetch(request);
}
