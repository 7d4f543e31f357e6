import AWSXRay from 'aws-xray-sdk-core';
import { type CapturePostgres, createCapturePostgres } from './create.ts';

export type { CapturePostgres } from './create.ts';

/** Patches the driver: each query is a subsegment below the current segment. A second call changes nothing. Returns the same module. */
export const capturePostgres: CapturePostgres = createCapturePostgres(AWSXRay);
