// The preload of the layer. Whatever fails here costs the trace and never the function.
import { fileURLToPath } from 'node:url';
import { awsLambdaDetector } from '@opentelemetry/resource-detector-aws';
import { envDetector } from '@opentelemetry/resources';
import { type LambdaHandler, wrapHandler } from '@otel-xray/lambda';
import { registerXRay } from '@otel-xray/register';
import { handlerOptions, isSwitchedOff, processorOptions } from './environment.ts';
import { installModuleHook } from './module-hook.ts';
import { redirectHandler } from './redirect-handler.ts';
import { warmUp } from './warm-up.ts';

const report = (message: string, ...details: unknown[]): void =>
  console.error(`@otel-xray/lambda-layer: ${message}`, ...details);

if (!isSwitchedOff(process.env)) {
  try {
    start();
  } catch (error) {
    report('could not start tracing, the function runs untraced:', error);
  }
}

function start(): void {
  installModuleHook(report);
  warmUp();
  registerXRay({
    ...processorOptions(process.env),
    // None of them sends a request or starts a process.
    resourceDetectors: [awsLambdaDetector, envDetector],
    // The sandbox ends the process; a listener of ours would change what a signal does to the function.
    signals: [],
    moduleHook: false,
  });
  const options = handlerOptions(process.env, report);
  redirectHandler(process.env, fileURLToPath(new URL('handler.handler', import.meta.url)), (handler) =>
    traced(handler, options),
  );
}

function traced(handler: LambdaHandler, options: Parameters<typeof wrapHandler>[1]): LambdaHandler {
  try {
    return wrapHandler(handler, options);
  } catch (error) {
    report('could not wrap the handler, the function runs untraced:', error);
    return handler;
  }
}
