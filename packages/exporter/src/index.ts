export { AWSXRayExporter, type ExportResult } from './aws-xray-exporter.ts';
export { AWSXRaySpanProcessor } from './aws-xray-span-processor.ts';
export type { AWSXRayExporterOptions, AWSXRaySpanProcessorOptions, TargetName } from './options.ts';
export type { ExporterStats } from './outbox/stats.ts';
export type { PackagedTarget, XRayClientLike } from './transports/target-packages.ts';
export type { ExportResponse, Transport, UnprocessedDocument } from './transports/transport.ts';
