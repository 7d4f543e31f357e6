// The runtime loads this module in the place of the function's own: the preload points `_HANDLER` to it.
import type { LambdaHandler } from '@otel-xray/lambda';
import { layerState } from './layer-state.ts';
import { loadHandler } from './load-handler.ts';

const { location, wrap } = layerState();

/** The function's own handler, traced. */
export const handler: LambdaHandler = wrap(await loadHandler(location));
