import type { LambdaHandler } from '@otel-xray/lambda';
import { locateHandler } from './handler-location.ts';
import { setLayerState } from './layer-state.ts';

/** The variables that are read and written: `_HANDLER`, `LAMBDA_TASK_ROOT`, `OTEL_XRAY_HANDLER`. */
type WritableEnvironment = Record<string, string | undefined>;

/**
 * Points `_HANDLER`, which the runtime reads after the preload, to the layer's own module. Leaves it alone where the function's handler
 * cannot be found, so that the runtime reports its own error.
 * @param target path of the layer's module with the export's name, `/opt/otel-xray/handler.handler`
 */
export function redirectHandler(
  env: WritableEnvironment,
  target: string,
  wrap: (handler: LambdaHandler) => LambdaHandler,
): void {
  // A worker thread inherits the environment with `_HANDLER` already redirected, and runs the preload again.
  const handler = env['OTEL_XRAY_HANDLER'] ?? env['_HANDLER'];
  const taskRoot = env['LAMBDA_TASK_ROOT'];
  if (handler === undefined || taskRoot === undefined) return;
  const location = locateHandler(handler, taskRoot);
  if (location === undefined) return;
  setLayerState({ location, wrap });
  env['OTEL_XRAY_HANDLER'] = handler;
  env['_HANDLER'] = target;
}
