import type { SpanLike } from '@otel-xray/translator';

interface SettlingResource {
  readonly asyncAttributesPending?: boolean;
  waitForAsyncAttributes?(): Promise<void> | void;
}

/** Detectors query their platform with time limits of their own, a few seconds; a slower one is not waited for again. */
const LONGEST_WAIT_MILLIS = 10_000;

/** Lets spans wait while detectors are still finding out attributes of their resource. */
export class ResourceGate {
  readonly #maxSpans: number;
  readonly #waiting: Set<() => void> = new Set();
  readonly #givenUp: WeakSet<SettlingResource> = new WeakSet();
  #spans = 0;

  /** @param maxSpans how many may wait; with more, all go with the attributes that are known */
  constructor(maxSpans: number) {
    this.#maxSpans = maxSpans;
  }

  /** Resolves when the spans may be encoded; undefined if they may be now. Never rejects. */
  wait(spans: readonly SpanLike[]): Promise<void> | undefined {
    const pending = pendingResources(spans, this.#givenUp);
    return pending === undefined ? undefined : this.#hold(pending, spans.length);
  }

  /** Lets all go that wait. */
  open(): void {
    for (const go of [...this.#waiting]) go();
  }

  #hold(resources: ReadonlySet<SettlingResource>, spans: number): Promise<void> {
    return new Promise((resolve) => {
      const go = (): void => {
        if (!this.#waiting.delete(go)) return;
        clearTimeout(timer);
        this.#spans -= spans;
        resolve();
      };
      const giveUp = (): void => {
        for (const resource of resources) this.#givenUp.add(resource);
        go();
      };
      const timer = setTimeout(giveUp, LONGEST_WAIT_MILLIS).unref();
      this.#waiting.add(go);
      this.#spans += spans;
      Promise.allSettled([...resources].map(settle)).then(go);
      if (this.#spans > this.#maxSpans) this.open();
    });
  }
}

// Async, so that one that throws is like one that rejects.
async function settle(resource: SettlingResource): Promise<void> {
  await resource.waitForAsyncAttributes?.();
}

function pendingResources(
  spans: readonly SpanLike[],
  givenUp: WeakSet<SettlingResource>,
): Set<SettlingResource> | undefined {
  let pending: Set<SettlingResource> | undefined;
  let last: unknown;
  for (const span of spans) {
    const resource = resourceOf(span);
    if (resource === last) continue;
    last = resource;
    if (resource?.asyncAttributesPending !== true || givenUp.has(resource)) continue;
    pending ??= new Set();
    pending.add(resource);
  }
  return pending;
}

function resourceOf(span: SpanLike): SettlingResource | undefined {
  try {
    return span.resource as SettlingResource | undefined;
  } catch {
    // A span that throws when read is the translator's to count.
    return undefined;
  }
}
