import type { ExportResponse, Transport } from './transport.ts';

export interface AutoParts {
  readonly http: Transport;
  readonly udp: Transport;
  /** Told once, when the daemon has no TCP port and UDP is used. */
  readonly onFallback: () => void;
}

/** The daemon's TCP port, and its UDP port once TCP is refused. */
export function createAutoTransport({ http, udp, onFallback }: AutoParts): Transport {
  let overUdp = false;
  return {
    async send(documents, timeoutMillis) {
      if (overUdp) return udp.send(documents, timeoutMillis);
      const response = await http.send(documents, timeoutMillis);
      if (!isRefused(response)) return response;
      const second = await udp.send(documents, timeoutMillis);
      if (second.status === 'success') {
        overUdp = true;
        onFallback();
      }
      return second;
    },
    async shutdown() {
      await Promise.all([http.shutdown(), udp.shutdown()]);
    },
  };
}

/** Whether nobody listens, as an outcome tells it. */
export function isRefused(response: ExportResponse): boolean {
  return response.status !== 'success' && hasCode(response.error, 'ECONNREFUSED');
}

function hasCode(error: unknown, code: string): boolean {
  const { code: own, errors } = (error ?? {}) as { code?: string; errors?: unknown[] };
  // Node tries the addresses of a name one by one and reports them together.
  return own === code || (Array.isArray(errors) && errors.some((each) => hasCode(each, code)));
}
