export { TRACE_HEADER_NAME as AWSXRAY_TRACE_ID_HEADER } from '@otel-xray/format';
export { AWSXRayLambdaPropagator } from './aws-xray-lambda-propagator.ts';
export { AWSXRayPropagator } from './aws-xray-propagator.ts';
export { AWSXRAY_TRACE_ID_ENV_VAR } from './lambda-trace-header.ts';
export type { AWSXRayLambdaPropagatorOptions, AWSXRayPropagatorOptions } from './options.ts';
export { propagatorFromEnv } from './propagator-from-env.ts';
