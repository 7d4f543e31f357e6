import { PutTraceSegmentsCommand, XRayClient } from '@aws-sdk/client-xray';
import type { PackagedTarget } from './transports/target-packages.ts';

/**
 * The target `api` for bundles: PutTraceSegments by a `@aws-sdk/client-xray` that the bundler sees.
 * https://docs.aws.amazon.com/xray/latest/api/API_PutTraceSegments.html
 * @example
 * import { AWSXRaySpanProcessor } from '@otel-xray/exporter';
 * import { api } from '@otel-xray/exporter/api';
 *
 * new AWSXRaySpanProcessor({ target: api, region: 'eu-central-1' });
 */
export const api: PackagedTarget = { target: 'api', packages: { PutTraceSegmentsCommand, XRayClient } };
