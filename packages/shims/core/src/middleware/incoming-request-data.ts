import type { IncomingMessage, ServerResponse } from 'node:http';
import { getHttpResponseData } from '../segments/segment-utils.ts';

/** The `http` block of an incoming request. */
export class IncomingRequestData {
  // biome-ignore lint/suspicious/noExplicitAny: the SDK's type
  request: { [key: string]: any };
  declare response?: object;

  constructor(req: IncomingMessage) {
    const { headers, method, url } = req;
    // Frameworks have requests without a socket, and some copy its members to `connection`.
    const connection = req.connection as { secure?: boolean; encrypted?: boolean; remoteAddress?: string } | undefined;
    const scheme = connection?.secure || connection?.encrypted ? 'https' : 'http';
    const forwarded = headers['x-forwarded-for'] as string | undefined;
    this.request = {
      method: method || '',
      user_agent: headers['user-agent'] || '',
      client_ip: forwarded?.split(',')[0] || connection?.remoteAddress || req.socket?.remoteAddress || '',
      url: connection ? `${scheme}://${headers.host || ''}${url || ''}` : '',
      ...(forwarded && { x_forwarded_for: true }),
    };
  }

  /** Adds the response. */
  close(res: ServerResponse): void {
    this.response = getHttpResponseData(res);
  }
}
