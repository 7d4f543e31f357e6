import { AsyncResource } from 'node:async_hooks';

/** The SDK's `capturePromise`. The context of OpenTelemetry follows promises by itself, so nothing is patched. */
export const capturePromise: {
  (): void;
  // biome-ignore lint/suspicious/noExplicitAny: any class of promises
  patchThirdPartyPromise(ThirdParty: any): void;
} = Object.assign(() => undefined, { patchThirdPartyPromise });

const PATCHED: unique symbol = Symbol('promise patched by @otel-xray/aws-xray-sdk-core');

/** A class of promises that schedules callbacks by itself, such as Bluebird's: its `then` and `catch` run them in the caller's context. */
// biome-ignore lint/suspicious/noExplicitAny: any class of promises
function patchThirdPartyPromise(ThirdParty: any): void {
  const { prototype } = ThirdParty;
  if (prototype[PATCHED]) return;
  Object.defineProperty(prototype, PATCHED, { value: true });
  for (const name of ['then', 'catch']) {
    const original = prototype[name];
    if (typeof original !== 'function') continue;
    prototype[name] = function (this: unknown, ...callbacks: unknown[]) {
      return original.apply(this, callbacks.map(bound));
    };
  }
}

function bound(callback: unknown): unknown {
  return typeof callback === 'function' ? AsyncResource.bind(callback as () => unknown) : callback;
}
