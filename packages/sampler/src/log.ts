import { createLog, type Log } from '@otel-xray/runtime';

/** Logs through `diag`. A logger of the application that throws costs only the line: sampling continues. */
export const log: Log = createLog('@otel-xray/sampler');
