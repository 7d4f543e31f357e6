import AWSXRay from 'aws-xray-sdk-core';
import { createFetch, type FetchCapture } from './create.ts';

export type { FetchCapture, FetchSubsegmentCallback } from './create.ts';

const capture: FetchCapture = createFetch(AWSXRay);

export const captureFetchGlobal: FetchCapture['captureFetchGlobal'] = capture.captureFetchGlobal;
export const captureFetchModule: FetchCapture['captureFetchModule'] = capture.captureFetchModule;
export const enableCapture: FetchCapture['enableCapture'] = capture.enableCapture;
