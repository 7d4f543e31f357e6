import { XRayIds } from './xray-ids.ts';

/**
 * Ids that OpenTelemetry and X-Ray both accept: 8 hex digits of epoch seconds and 24 random ones, all from Web Crypto.
 * For browsers, web workers and edge runtimes.
 * Source: https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-traceids
 * @example new WebTracerProvider({ idGenerator: new AWSXRayIdGenerator() })
 */
export class AWSXRayIdGenerator extends XRayIds {
  constructor() {
    super(
      (bytes) => globalThis.crypto.getRandomValues(bytes),
      () => Date.now(),
    );
  }
}
