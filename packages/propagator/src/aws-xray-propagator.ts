import type { Context, TextMapGetter, TextMapPropagator, TextMapSetter } from '@opentelemetry/api';
import { TRACE_HEADER_NAME } from '@otel-xray/format';
import { extractHeader, readFields } from './extract-header.ts';
import { readHeader, writeHeader } from './header-carrier.ts';
import { toHeader } from './inject-header.ts';
import { type AWSXRayPropagatorOptions, type ResolvedOptions, resolveOptions } from './options.ts';

/**
 * Carries the span context in the header `X-Amzn-Trace-Id`, as AWS's services do. Stateless; never throws after construction.
 * Source: X-Ray developer guide, "Tracing header".
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 * @throws TypeError if an option is wrong
 * @example new NodeSDK({ textMapPropagator: new AWSXRayPropagator() })
 */
export class AWSXRayPropagator implements TextMapPropagator {
  readonly #options: ResolvedOptions;

  constructor(options: AWSXRayPropagatorOptions = {}) {
    this.#options = resolveOptions(options);
  }

  /** Writes the header, unless there is no valid span context or tracing is suppressed. */
  inject<Carrier>(context: Context, carrier: Carrier, setter: TextMapSetter<Carrier>): void {
    const header = toHeader(context, this.#options);
    if (header !== undefined) writeHeader(carrier, setter, header);
  }

  /** The context with the caller's span context and Lineage; the very same context where the header holds neither. */
  extract<Carrier>(context: Context, carrier: Carrier, getter: TextMapGetter<Carrier>): Context {
    const text = readHeader(carrier, getter);
    return text === undefined ? context : extractHeader(context, readFields(text, this.#options), this.#options);
  }

  /** `['x-amzn-trace-id']`, each time a new array. */
  fields(): string[] {
    return [TRACE_HEADER_NAME];
  }
}
