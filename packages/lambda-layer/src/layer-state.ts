import type { LambdaHandler } from '@otel-xray/lambda';
import type { HandlerLocation } from './handler-location.ts';

/** Passed from the preload to the module that the runtime loads as the handler. They are two files that share no module. */
export interface LayerState {
  readonly location: HandlerLocation;
  wrap(handler: LambdaHandler): LambdaHandler;
}

const STATE: unique symbol = Symbol.for('@otel-xray/lambda-layer');
const shared = globalThis as { [STATE]?: LayerState };

/** Stores the state of this thread. */
export function setLayerState(state: LayerState): void {
  shared[STATE] = state;
}

/**
 * Returns what the preload of this thread stored.
 * @throws Error if the preload has not run
 */
export function layerState(): LayerState {
  const state = shared[STATE];
  if (state === undefined) throw new Error('@otel-xray/lambda-layer: register.mjs was not preloaded by --import');
  return state;
}
