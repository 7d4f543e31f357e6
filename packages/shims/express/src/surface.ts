import AWSXRay from 'aws-xray-sdk-core';
import { createExpress, type ExpressMiddleware } from './create.ts';

export type { ErrorRequestHandler, ExpressMiddleware, RequestHandler } from './create.ts';

/** All functions of the package. */
export const express: ExpressMiddleware = createExpress(AWSXRay);

export const openSegment: ExpressMiddleware['openSegment'] = express.openSegment;
export const closeSegment: ExpressMiddleware['closeSegment'] = express.closeSegment;
