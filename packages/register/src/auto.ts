// node --import @otel-xray/register/auto app.mjs
import nodeModule from 'node:module';
import { registerXRay } from './register.ts';

// Node reuses compiled code from run to run, unless NODE_DISABLE_COMPILE_CACHE forbids it. A sandbox of Lambda has no second run.
// https://nodejs.org/api/module.html#moduleenablecompilecachecachedir
if (!process.env['AWS_LAMBDA_FUNCTION_NAME']) nodeModule.enableCompileCache?.();
registerXRay();
