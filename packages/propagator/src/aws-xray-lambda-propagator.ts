import {
  type Context,
  isSpanContextValid,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  trace,
} from '@opentelemetry/api';
import { parseTraceHeader, TRACE_HEADER_NAME } from '@otel-xray/format';
import { extractHeader, readFields, withCargo } from './extract-header.ts';
import { readHeader, writeHeader } from './header-carrier.ts';
import { toHeader } from './inject-header.ts';
import { lambdaTraceHeader } from './lambda-trace-header.ts';
import { type AWSXRayLambdaPropagatorOptions, type ResolvedLambdaOptions, resolveLambdaOptions } from './options.ts';

/**
 * {@link AWSXRayPropagator} for AWS Lambda: where no span is active, the invocation's own header counts more than the event's, as its
 * parent is the segment that Lambda itself records. Stateless; never throws after construction.
 * Environment: `_X_AMZN_TRACE_ID`, read at each call.
 * Source: OpenTelemetry semantic conventions, "AWS Lambda", "Determining the parent of a span".
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 * @throws TypeError if an option is wrong
 * @example new NodeSDK({ textMapPropagator: new AWSXRayLambdaPropagator() })
 */
export class AWSXRayLambdaPropagator implements TextMapPropagator {
  readonly #options: ResolvedLambdaOptions;
  readonly #findLineage: () => string | undefined;

  constructor(options: AWSXRayLambdaPropagatorOptions = {}) {
    this.#options = resolveLambdaOptions(options);
    const { traceHeader } = this.#options;
    this.#findLineage = () => parseTraceHeader(lambdaTraceHeader(traceHeader) ?? '').lineage;
  }

  /** Writes the header, with the invocation's Lineage where the context holds none. */
  inject<Carrier>(context: Context, carrier: Carrier, setter: TextMapSetter<Carrier>): void {
    const header = toHeader(context, this.#options, this.#findLineage);
    if (header !== undefined) writeHeader(carrier, setter, header);
  }

  /** The context with the span context of the invocation, else of the carrier; an active span turns the invocation's off. */
  extract<Carrier>(context: Context, carrier: Carrier, getter: TextMapGetter<Carrier>): Context {
    const text = readHeader(carrier, getter);
    const extracted =
      text === undefined ? context : extractHeader(context, readFields(text, this.#options), this.#options);
    return hasParent(context) ? extracted : this.#extractInvocation(extracted);
  }

  /** `['x-amzn-trace-id']`, each time a new array. */
  fields(): string[] {
    return [TRACE_HEADER_NAME];
  }

  #extractInvocation(context: Context): Context {
    const text = lambdaTraceHeader(this.#options.traceHeader);
    if (text === undefined) return context;
    const header = readFields(text, this.#options);
    if (this.#options.ignoreUnsampled && header.sampled === '0') return withCargo(context, header);
    // `Root` alone says that the function is not traced (PassThrough), so that is no root to adopt.
    if (header.parentId === undefined && header.sampled === undefined) return withCargo(context, header);
    return extractHeader(context, header, this.#options);
  }
}

function hasParent(context: Context): boolean {
  const spanContext = trace.getSpanContext(context);
  return spanContext !== undefined && isSpanContextValid(spanContext);
}
