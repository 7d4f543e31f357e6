import { type CallFault, faultOf } from './call-error.ts';
import type { Transport } from './transport.ts';

/** The parts that a repair may fix between two attempts. */
export type Repairable = Extract<CallFault, 'expired' | 'clock'>;

/** Makes one more attempt, within the same time, where credentials had expired or the clock was off. */
export function repairing(
  transport: Transport,
  repair: (fault: Repairable) => Promise<unknown>,
  clock: () => number = () => performance.now(),
): Transport {
  return {
    async send(documents, timeoutMillis) {
      const start = clock();
      const response = await transport.send(documents, timeoutMillis);
      const fault = faultOf(response);
      if (fault !== 'expired' && fault !== 'clock') return response;
      const left = (): number => timeoutMillis - (clock() - start);
      // A call that cannot be repaired fails again, with the reason.
      await repair(fault).catch(() => undefined);
      return left() > 0 ? transport.send(documents, left()) : response;
    },
    shutdown: () => transport.shutdown(),
  };
}
