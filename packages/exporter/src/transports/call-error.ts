import type { ExportResponse } from './transport.ts';

/**
 * The error of a whole call, where it decides the next step: `tooLarge` and `tooMany` are sent again in halves, `expired` and
 * `clock` once more after a repair. `denied` stops all calls for a while; `throttled` leaves one at a time.
 */
export type CallFault = 'throttled' | 'tooLarge' | 'tooMany' | 'expired' | 'clock' | 'denied';

/** An answer that refuses a whole call, for a reason that something can be done about. */
export class CallError extends Error {
  readonly fault: CallFault;

  constructor(message: string, fault: CallFault, options?: ErrorOptions) {
    super(message, options);
    this.fault = fault;
  }
}

/**
 * Reads an answer that is not 2xx, by status first.
 * @param name the error's name as AWS gives it, without namespace
 */
export function readFault(status: number, name: string, message: string): CallFault | undefined {
  if (status === 429 || /throttl/i.test(name)) return 'throttled';
  if (status === 413) return 'tooLarge';
  if (status === 400 && /\b(size|count)\b|too (large|many)/i.test(message)) return 'tooMany';
  // 400 too: some services of AWS report wrong credentials by it.
  if (status !== 403 && status !== 400) return undefined;
  if (/^ExpiredToken/.test(name)) return 'expired';
  if (/^(RequestTimeTooSkewed|InvalidSignatureException)/.test(name)) return 'clock';
  if (/^(AccessDenied|UnrecognizedClientException)/.test(name)) return 'denied';
  return undefined;
}

/** Returns the fault of a call, if it is one of these. */
export function faultOf(response: ExportResponse): CallFault | undefined {
  return response.status !== 'success' && response.error instanceof CallError ? response.error.fault : undefined;
}
