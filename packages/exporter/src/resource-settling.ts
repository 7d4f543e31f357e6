import type { SpanLike } from '@otel-xray/translator';

interface SettlingResource {
  readonly asyncAttributesPending?: boolean;
  waitForAsyncAttributes?(): Promise<void>;
}

const SETTLED = Promise.resolve();

/** Resolves when the resources of spans have found out all their attributes: detectors may still be asking. */
export function settleResources(spans: readonly SpanLike[]): Promise<unknown> {
  let waiting: Promise<void>[] | undefined;
  let last: unknown;
  for (const span of spans) {
    const resource = resourceOf(span);
    if (resource === last || resource?.asyncAttributesPending !== true) continue;
    last = resource;
    waiting ??= [];
    waiting.push(resource.waitForAsyncAttributes?.() ?? SETTLED);
  }
  return waiting === undefined ? SETTLED : Promise.allSettled(waiting);
}

function resourceOf(span: SpanLike): SettlingResource | undefined {
  try {
    return span.resource as SettlingResource | undefined;
  } catch {
    // A span that throws when read is the translator's to count.
    return undefined;
  }
}
