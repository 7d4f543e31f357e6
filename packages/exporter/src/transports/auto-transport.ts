import type { ExportResponse, Transport } from './transport.ts';

export interface AutoParts {
  readonly http: Transport;
  readonly udp: Transport;
  /** Called once, when TCP is refused and UDP is used. */
  readonly onFallback: () => void;
  /** Milliseconds that only grow. */
  readonly clock: () => number;
}

/** How long UDP is used before TCP is tried again: a daemon that starts may open its UDP port first, and only TCP is acknowledged. */
const FALLBACK_MILLIS = 60_000;

/**
 * Sends to the daemon's TCP port, or to its UDP port if TCP has never answered and is refused. Once TCP has answered, a refused connection
 * is a daemon that restarts: the documents are retried, since over UDP they would be lost without a sign.
 */
export function createAutoTransport({ http, udp, onFallback, clock }: AutoParts): Transport {
  let overUdpUntil = Number.NEGATIVE_INFINITY;
  let hasTcp = false;
  let isReported = false;
  return {
    async send(documents, timeoutMillis) {
      if (!hasTcp && clock() < overUdpUntil) return udp.send(documents, timeoutMillis);
      const start = clock();
      const response = await http.send(documents, timeoutMillis);
      if (response.status === 'success') hasTcp = true;
      const leftMillis = timeoutMillis - (clock() - start);
      if (hasTcp || leftMillis <= 0 || !isRefused(response)) return response;
      const second = await udp.send(documents, leftMillis);
      if (second.status === 'success') {
        overUdpUntil = clock() + FALLBACK_MILLIS;
        if (!isReported) onFallback();
        isReported = true;
      }
      return second;
    },
    async shutdown() {
      await Promise.all([http.shutdown(), udp.shutdown()]);
    },
  };
}

/** Whether the connection was refused. */
export function isRefused(response: ExportResponse): boolean {
  return response.status !== 'success' && hasCode(response.error, 'ECONNREFUSED');
}

function hasCode(error: unknown, code: string): boolean {
  const { code: own, errors } = (error ?? {}) as { code?: string; errors?: unknown[] };
  // Node tries the addresses of a name one by one and reports them together.
  return own === code || (Array.isArray(errors) && errors.some((each) => hasCode(each, code)));
}
