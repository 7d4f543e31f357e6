import xray from '@otel-xray/aws-xray-sdk-core';
import { captureMySQL, capturePostgres, express } from './surface.ts';

export * from './surface.ts';

xray.SegmentUtils.setSDKData({ ...xray.SegmentUtils.sdkData, package: 'aws-xray-sdk' });

/** The object of the core, as in the SDK, with the functions of the other packages. */
const sdk: typeof xray & {
  express: typeof express;
  captureMySQL: typeof captureMySQL;
  capturePostgres: typeof capturePostgres;
} = Object.assign(xray, { express, captureMySQL, capturePostgres });
export default sdk;
