import type { SqlData as SqlDataClass } from './database/sql-data.ts';
import type { SqsMessageHelper as SqsMessageHelperClass } from './lambda/sqs-message-helper.ts';
import type { IncomingRequestData as IncomingRequestDataClass } from './middleware/incoming-request-data.ts';
import { xray } from './xray.ts';

type Internals = (typeof xray)['internals'];

// Exports that programs reach only by the path of a file of the SDK.

export const SqlData: typeof SqlDataClass = xray.database.SqlData;
export type SqlData = SqlDataClass;
export const IncomingRequestData: typeof IncomingRequestDataClass = xray.middleware.IncomingRequestData;
export type IncomingRequestData = IncomingRequestDataClass;
export const SqsMessageHelper: typeof SqsMessageHelperClass = xray.internals.SqsMessageHelper;
export type SqsMessageHelper = SqsMessageHelperClass;
export const SegmentEmitter: Internals['SegmentEmitter'] = xray.internals.SegmentEmitter;
export const awsLambda: { init(): void } = { init: xray.internals.init };
export const logging: Pick<typeof xray, 'getLogger' | 'setLogger'> = xray;

/** The functions of `context_utils`, and the strategies for missing contexts. */
export const contextUtils: Pick<
  typeof xray,
  | 'enableAutomaticMode'
  | 'enableManualMode'
  | 'getNamespace'
  | 'getSegment'
  | 'isAutomaticMode'
  | 'resolveManualSegmentParams'
  | 'resolveSegment'
  | 'setContextMissingStrategy'
  | 'setSegment'
> &
  Internals['contextMissing'] = {
  ...xray.internals.contextMissing,
  enableAutomaticMode: xray.enableAutomaticMode,
  enableManualMode: xray.enableManualMode,
  getNamespace: xray.getNamespace,
  getSegment: xray.getSegment,
  isAutomaticMode: xray.isAutomaticMode,
  resolveManualSegmentParams: xray.resolveManualSegmentParams,
  resolveSegment: xray.resolveSegment,
  setContextMissingStrategy: xray.setContextMissingStrategy,
  setSegment: xray.setSegment,
};
