import { getLogger } from '../ground/logger.ts';
import { randomHex } from '../ground/random-ids.ts';
import { TraceID } from '../segments/trace-id.ts';
import { processTraceData } from '../utils.ts';

/** The members of a segment that a trace header decides. */
export interface TraceTarget {
  trace_id: string;
  id: string;
  notTraced?: boolean | undefined;
  noOp?: boolean | undefined;
  additionalTraceData?: object;
}

/** The SDK's `utils.LambdaUtils`. */
export const LambdaUtils: {
  /** Returns whether a trace header names root, parent and decision. */
  validTraceData(xAmznTraceId?: string): boolean;
  /** Moves a segment below the parent that a header names. Returns whether the header was complete. */
  populateTraceData(segment: TraceTarget, xAmznTraceId: string): boolean;
} = { validTraceData, populateTraceData };

function validTraceData(xAmznTraceId?: string): boolean {
  const { root, parent, sampled } = processTraceData(xAmznTraceId);
  return Boolean(root && parent && sampled);
}

function populateTraceData(segment: TraceTarget, xAmznTraceId: string): boolean {
  const logger = getLogger();
  logger.debug(`Lambda trace data found: ${xAmznTraceId}`);
  const { root, parent, sampled, data } = processTraceData(xAmznTraceId);
  // A function in pass-through mode is given the root alone: nothing is recorded, and no header is sent on.
  const isPassThrough = Boolean(root && !parent && !sampled);
  let isValid = isPassThrough || Boolean(root && parent && sampled);
  if (isPassThrough) segment.noOp = true;
  else if (!isValid) logger.error('_X_AMZN_TRACE_ID is missing required information');
  segment.trace_id = TraceID.FromString(root).toString();
  segment.id = parent || randomHex(8);
  if (root && segment.trace_id !== root) {
    logger.error('_X_AMZN_TRACE_ID contains invalid trace ID');
    isValid = false;
  }
  segment.notTraced = !Number.parseInt(sampled ?? '', 10);
  if (data) segment.additionalTraceData = data;
  return isValid;
}
