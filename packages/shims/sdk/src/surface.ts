import xray from '@otel-xray/aws-xray-sdk-core';
import { createExpress, type ExpressMiddleware } from '@otel-xray/aws-xray-sdk-express/create';
import { type CaptureMySQL, createCaptureMySQL } from '@otel-xray/aws-xray-sdk-mysql/create';
import { type CapturePostgres, createCapturePostgres } from '@otel-xray/aws-xray-sdk-postgres/create';

export * from '@otel-xray/aws-xray-sdk-core';

/** Middleware of Express. */
export const express: ExpressMiddleware = createExpress(xray);

/** Patches `mysql`, `mysql2` or `mysql2/promise`: each query is a subsegment. */
export const captureMySQL: CaptureMySQL = createCaptureMySQL(xray);

/** Patches `pg`: each query is a subsegment. */
export const capturePostgres: CapturePostgres = createCapturePostgres(xray);
