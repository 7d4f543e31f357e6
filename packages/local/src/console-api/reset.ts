import type { ResetAnswer } from '@otel-xray/console/contract';
import type { ConsoleContext } from './console-context.ts';

/** `POST /-/reset`: forgets everything. */
export function reset({ store, reset: forgetAll }: ConsoleContext): ResetAnswer {
  forgetAll();
  return { storeId: store.id };
}
