export type { TraceAWSClientOptions } from './options.ts';
export { traceAWSClient } from './trace-aws-client.ts';
