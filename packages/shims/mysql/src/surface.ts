import AWSXRay from 'aws-xray-sdk-core';
import { type CaptureMySQL, createCaptureMySQL } from './create.ts';

export type { CaptureMySQL } from './create.ts';

/** Patches the driver: each query is a subsegment below the current segment. A second call changes nothing. Returns the same module. */
export const captureMySQL: CaptureMySQL = createCaptureMySQL(AWSXRay);
