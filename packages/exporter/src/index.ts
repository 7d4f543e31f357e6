export { AWSXRayExporter, type ExportResult } from './aws-xray-exporter.ts';
export { AWSXRaySpanProcessor } from './aws-xray-span-processor.ts';
export type { AWSXRayExporterOptions, AWSXRaySpanProcessorOptions, TargetName, XRayClientLike } from './options.ts';
export type { ExporterStats } from './stats.ts';
export type { PackagedTarget } from './target-packages.ts';
export type { ExportResponse, Transport, UnprocessedDocument } from './transport.ts';
