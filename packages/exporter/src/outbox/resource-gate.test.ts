import { makeSpan } from '@otel-xray/test-kit';
import type { SpanLike } from '@otel-xray/translator';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ResourceGate } from './resource-gate.ts';

/** Spans of a resource whose detectors end on request of the test. */
function makePending(count = 1) {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const resource = { attributes: {}, asyncAttributesPending: true, waitForAsyncAttributes: () => promise };
  const settle = (end: () => void): void => {
    resource.asyncAttributesPending = false;
    end();
  };
  const spans: SpanLike[] = Array.from({ length: count }, () => ({ ...makeSpan(), resource }));
  return { spans, resource, resolve: () => settle(resolve), reject: () => settle(() => reject(new Error('no'))) };
}

async function isOpen(waiting: Promise<void> | undefined): Promise<boolean> {
  return Promise.race([
    Promise.resolve(waiting).then(() => true),
    new Promise<false>((end) => setImmediate(end, false)),
  ]);
}

describe('ResourceGate', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  it('lets spans of a settled resource pass immediately', () => {
    expect(new ResourceGate(10).wait([makeSpan(), makeSpan()])).toBeUndefined();
  });

  it.each(['resolve', 'reject'] as const)('lets them go when their detectors %s', async (end) => {
    const { spans, ...pending } = makePending();
    const waiting = new ResourceGate(10).wait([makeSpan(), ...spans]);
    expect(await isOpen(waiting)).toBe(false);
    pending[end]();
    expect(await isOpen(waiting)).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('waits for all resources of the spans', async () => {
    const [one, two] = [makePending(), makePending()];
    const waiting = new ResourceGate(10).wait([...one.spans, ...two.spans]);
    one.resolve();
    expect(await isOpen(waiting)).toBe(false);
    two.resolve();
    expect(await isOpen(waiting)).toBe(true);
  });

  it('waits 10 s for detectors that hang, once', async () => {
    const { spans } = makePending();
    const gate = new ResourceGate(10);
    const waiting = gate.wait(spans);
    vi.advanceTimersByTime(9_999);
    expect(await isOpen(waiting)).toBe(false);
    vi.advanceTimersByTime(1);
    expect(await isOpen(waiting)).toBe(true);
    expect(gate.wait(spans)).toBeUndefined();
  });

  it('lets all go when it is opened, and waits again later', async () => {
    const { spans } = makePending();
    const gate = new ResourceGate(10);
    const waiting = gate.wait(spans);
    gate.open();
    expect(await isOpen(waiting)).toBe(true);
    expect(await isOpen(gate.wait(spans))).toBe(false);
  });

  it('lets all go when too many wait', async () => {
    const { spans } = makePending(6);
    const gate = new ResourceGate(10);
    const first = gate.wait(spans);
    expect(await isOpen(first)).toBe(false);
    const second = gate.wait(spans);
    expect([await isOpen(first), await isOpen(second)]).toEqual([true, true]);
    expect(await isOpen(gate.wait(spans))).toBe(false);
  });

  it.each<[string, () => unknown]>([
    [
      'throws when asked',
      () => {
        throw new Error('no');
      },
    ],
    ['gives no promise', () => undefined],
  ])('survives a resource that %s', async (_, waitForAsyncAttributes) => {
    const { spans, resource } = makePending();
    Object.assign(resource, { waitForAsyncAttributes });
    expect(await isOpen(new ResourceGate(10).wait(spans))).toBe(true);
  });

  it('leaves a span that throws to the translator', () => {
    const span = Object.defineProperty({ ...makeSpan() }, 'resource', {
      get() {
        throw new Error('no');
      },
    });
    expect(new ResourceGate(10).wait([span])).toBeUndefined();
  });
});
