import { faultOf } from './call-error.ts';
import type { Transport } from './transport.ts';

/** Holds calls, each attempt of them, to a number at a time: to one while the last answer was a throttle. The rest wait in order. */
export function limited(transport: Transport, maxCalls: number): Transport {
  const waiting: (() => void)[] = [];
  let limit = maxCalls;
  let underWay = 0;
  const startNext = (): void => {
    while (underWay < limit && waiting.length > 0) {
      underWay++;
      waiting.shift()?.();
    }
  };
  return {
    async send(documents, timeoutMillis) {
      await new Promise<void>((start) => {
        waiting.push(start);
        startNext();
      });
      const response = await transport.send(documents, timeoutMillis);
      underWay--;
      limit = faultOf(response) === 'throttled' ? 1 : maxCalls;
      startNext();
      return response;
    },
    shutdown: () => transport.shutdown(),
  };
}
