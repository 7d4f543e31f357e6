import type { AWSXRayRemoteSampler } from './aws-xray-remote-sampler.ts';
import type { AWSXRayRuleSampler } from './aws-xray-rule-sampler.ts';
import { checkOption } from './check-option.ts';
import { type EndedSpan, toCaptured } from './ended-span.ts';
import { log } from './log.ts';

/** A SpanExporter of the SDK, by shape. */
export interface SpanExporterLike {
  // biome-ignore lint/suspicious/noExplicitAny: the SDK's own span type, which this package does not import
  export(spans: any[], done: (result: { code: number; error?: Error }) => void): void;
  shutdown(): Promise<void>;
  forceFlush?(): Promise<void>;
}

export interface AWSXRayAdaptiveSpanProcessorOptions {
  /** The sampler that decides, made with `adaptiveSampling`. */
  sampler: AWSXRayRemoteSampler | AWSXRayRuleSampler;
  /** Exporter of spans of anomalous traces that were not sampled. It is shut down with the processor. Default: none. */
  exporter?: SpanExporterLike;
}

/**
 * Shows finished spans to a sampler with `adaptiveSampling`, and exports those of anomalous traces that were not sampled, with the
 * attribute `aws.trace.flag.sampled` = `false`. Use it beside the processor that exports sampled spans. Never throws after construction.
 * Source: https://docs.aws.amazon.com/xray/latest/devguide/xray-adaptive-sampling.html
 * @throws TypeError if an option is wrong
 * @example new NodeSDK({ sampler, spanProcessors: [new AWSXRaySpanProcessor(), new AWSXRayAdaptiveSpanProcessor({ sampler, exporter })] })
 */
export class AWSXRayAdaptiveSpanProcessor {
  readonly #sampler: AWSXRayAdaptiveSpanProcessorOptions['sampler'];
  readonly #exporter: SpanExporterLike | undefined;
  #stopped: Promise<void> | undefined;

  constructor({ sampler, exporter }: AWSXRayAdaptiveSpanProcessorOptions) {
    checkOption(typeof sampler?.onEnd === 'function', 'sampler', sampler, 'an AWSXRayRemoteSampler');
    const isExporter = exporter === undefined || typeof exporter?.export === 'function';
    checkOption(isExporter, 'exporter', exporter, 'a SpanExporter');
    this.#sampler = sampler;
    this.#exporter = exporter;
  }

  onStart(): void {}

  onEnd(span: EndedSpan): void {
    if (this.#stopped || !this.#sampler.onEnd(span)) return;
    try {
      this.#exporter?.export([toCaptured(span)], ({ error }) => {
        if (error) log('debug', `a captured span could not be exported: ${error.message}`);
      });
    } catch (error) {
      log('warn', `a captured span could not be exported: ${error}`);
    }
  }

  async forceFlush(): Promise<void> {
    await this.#exporter?.forceFlush?.();
  }

  shutdown(): Promise<void> {
    this.#stopped ??= Promise.resolve(this.#exporter?.shutdown());
    return this.#stopped;
  }
}
