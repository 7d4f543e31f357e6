import type { ExportResponse, Transport } from './transport.ts';

export interface AutoParts {
  readonly http: Transport;
  readonly udp: Transport;
  /** Told when the daemon has no TCP port and UDP is used; once, until TCP has worked again. */
  readonly onFallback: () => void;
  /** Milliseconds that only grow. */
  readonly clock: () => number;
}

/** How long UDP is used before TCP is tried again: a daemon that starts may open its UDP port first, and only TCP is acknowledged. */
const FALLBACK_MILLIS = 60_000;

/** The daemon's TCP port, and its UDP port while TCP is refused. */
export function createAutoTransport({ http, udp, onFallback, clock }: AutoParts): Transport {
  let overUdpUntil = Number.NEGATIVE_INFINITY;
  let isToldOf = false;
  return {
    async send(documents, timeoutMillis) {
      if (clock() < overUdpUntil) return udp.send(documents, timeoutMillis);
      const response = await http.send(documents, timeoutMillis);
      if (!isRefused(response)) {
        if (response.status === 'success') isToldOf = false;
        return response;
      }
      const second = await udp.send(documents, timeoutMillis);
      if (second.status === 'success') {
        overUdpUntil = clock() + FALLBACK_MILLIS;
        if (!isToldOf) onFallback();
        isToldOf = true;
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
