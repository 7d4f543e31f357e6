import { Api } from '../client/api.ts';

type Handler = (request: Request) => Promise<Response>;

/**
 * Creates the read-only endpoint of agents over streamable HTTP. It loads at the first request, as most servers never have an agent.
 * @param server this server's own URL, which the tools call like any client, and its version; called at the first request
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
