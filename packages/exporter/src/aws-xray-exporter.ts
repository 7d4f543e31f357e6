import { createLog } from '@otel-xray/runtime';
import type { SpanLike } from '@otel-xray/translator';
import { type AWSXRayExporterOptions, resolveOptions } from './options.ts';
import type { ExporterStats } from './outbox/stats.ts';
import { Pipeline } from './pipeline.ts';

const log = createLog('@otel-xray/exporter');

/** The result of an export, as the SDKs define it: 0 is success, 1 failure. */
export interface ExportResult {
  code: 0 | 1;
  error?: Error;
}

/**
 * Sends spans to AWS X-Ray: the `SpanExporter` of SDK 2.x and 3.x, for any span processor. A batch nests only its own spans, and a batch
 * processor has a queue of its own whose drops nobody counts; `AWSXRaySpanProcessor` is the way that waits for whole trees.
 * Source: https://opentelemetry.io/docs/specs/otel/trace/sdk/#span-exporter
 * @example new NodeSDK({ spanProcessors: [new BatchSpanProcessor(new AWSXRayExporter())] })
 */
export class AWSXRayExporter {
  readonly #pipeline: Pipeline;

  /** @throws TypeError that names an option, its value and what was expected; nothing throws later */
  constructor(options: AWSXRayExporterOptions = {}) {
    // Whoever hands over batches has waited already, and hands over the next one when this one is settled.
    const batchDelayMillis = options.batchDelayMillis ?? 0;
    this.#pipeline = new Pipeline(resolveOptions({ ...options, batchDelayMillis }), options);
  }

  /** Exports spans; calls back when all of them were delivered, or with the reason when some are lost. */
  export(spans: readonly SpanLike[], resultCallback: (result: ExportResult) => void): void {
    this.#pipeline.accept(spans.length);
    this.#pipeline
      .exportAndSettle(spans)
      .then((reason) =>
        resultCallback(
          reason === undefined ? { code: 0 } : { code: 1, error: new Error(`spans were lost: ${reason}`) },
        ),
      )
      .catch((error: unknown) => log('error', 'the callback of an export threw', error));
  }

  /** Resolves when all earlier spans are settled, or after `flushTimeoutMillis`. */
  forceFlush(): Promise<void> {
    return this.#pipeline.forceFlush();
  }

  /** Flushes within `shutdownTimeoutMillis` and closes. Twice called is once done. */
  shutdown(): Promise<void> {
    return this.#pipeline.shutdown();
  }

  /** Counts of the spans so far. */
  stats(): ExporterStats {
    return this.#pipeline.stats();
  }
}
