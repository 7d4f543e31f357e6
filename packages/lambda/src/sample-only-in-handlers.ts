import { type Attributes, type Context, isSpanContextValid, type Link, trace } from '@opentelemetry/api';
import { INVOCATION_KEY } from './context-keys.ts';
import { reportUnwrappedHandler } from './unwrapped.ts';

/** Arguments of a sampling decision. */
type Question = [context: Context, traceId: string, name: string, kind: number, attributes: Attributes, links: Link[]];

/** A sampler of OpenTelemetry's SDKs, by shape. */
export interface SamplerLike {
  shouldSample(...question: Question): { decision: 0 | 1 | 2 };
  toString(): string;
}

/** The wrapped sampler: the same decisions, by shape. */
export type SamplerShape<S extends SamplerLike> = Pick<S, 'shouldSample' | 'toString'>;

// `SpanKind` of the API: 1 is SERVER, 4 is CONSUMER.
const SERVER = 1;
const CONSUMER = 4;

/**
 * Samples only traces that begin in a handler or below a caller. Work while the module is loaded, or between invocations, would become a
 * segment of its own beside that of the function. Servers and consumers that other instrumentations start count as handlers.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 * @example new NodeSDK({ sampler: sampleOnlyInHandlers(new AlwaysOnSampler()) })
 */
export function sampleOnlyInHandlers<S extends SamplerLike>(sampler: S): SamplerShape<S> {
  return {
    shouldSample(...question: Question) {
      const [context, , , kind] = question;
      if (!isOutside(context, kind)) return sampler.shouldSample(...question);
      reportUnwrappedHandler(process.env);
      return { decision: 0 };
    },
    toString: () => `OnlyInHandlers{${sampler}}`,
  };
}

function isOutside(context: Context, kind: number): boolean {
  if (kind === SERVER || kind === CONSUMER || context.getValue(INVOCATION_KEY) !== undefined) return false;
  const parent = trace.getSpanContext(context);
  return parent === undefined || !isSpanContextValid(parent);
}
