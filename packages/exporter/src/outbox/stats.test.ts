import { describe, expect, it } from 'vitest';
import { Stats } from './stats.ts';

describe('Stats', () => {
  it('accounts for spans, documents and bytes', () => {
    const stats = new Stats();
    stats.accept(10);
    stats.drop('invalidTraceId', 1);
    for (const bytes of [100, 200, 300]) stats.enqueue(bytes);
    expect(stats.snapshot()).toEqual({
      accepted: 10,
      sent: 0,
      queued: 9,
      dropped: { invalidTraceId: 1 },
      kernelDropped: 0,
      retriedCalls: 0,
      sentDocuments: 0,
      sentBytes: 0,
      queuedDocuments: 3,
      queuedBytes: 600,
    });
    stats.retried();
    stats.sent(4, 100);
    stats.lost('queueFull', 3, 200);
    stats.lost('queueFull', 2, 300);
    stats.failed('HTTP 500');
    expect(stats.snapshot()).toEqual({
      accepted: 10,
      sent: 4,
      queued: 0,
      dropped: { invalidTraceId: 1, queueFull: 5 },
      kernelDropped: 0,
      retriedCalls: 1,
      sentDocuments: 1,
      sentBytes: 100,
      queuedDocuments: 0,
      queuedBytes: 0,
      lastError: 'HTTP 500',
    });
  });

  it.each([
    ['as many spans as a document has on average', 3, 9],
    ['no more than were sent', 1_000, 12],
  ])('counts for datagrams that the kernel dropped %s', (_, datagrams, kernelDropped) => {
    const stats = new Stats();
    stats.accept(12);
    for (const spans of [2, 3, 3, 4]) {
      stats.enqueue(100);
      stats.sent(spans, 100);
    }
    expect(stats.kernelDropped(datagrams)).toBe(kernelDropped);
    expect(stats.snapshot()).toMatchObject({ accepted: 12, sent: 12, kernelDropped });
  });

  it('counts a reason of any name, and at most 32 by name', () => {
    const stats = new Stats();
    stats.accept(1_001);
    for (const reason of ['__proto__', ...Array.from({ length: 1_000 }, (_, n) => `Invalid${n}`)]) {
      stats.enqueue(1);
      stats.lost(reason, 1, 1);
    }
    const { dropped, queued } = stats.snapshot();
    const names = Object.keys(dropped);
    expect([names.length, names[0], dropped['other'], queued]).toEqual([32, '__proto__', 970, 0]);
    expect(Object.values(dropped).reduce((sum, spans) => sum + spans)).toBe(1_001);
  });

  it('counts by class what the queue had no room for', () => {
    const stats = new Stats();
    for (const bytes of [100, 200, 300]) stats.enqueue(bytes);
    stats.evicted('segments', 2, 100);
    stats.evicted('subsegments', 1, 200);
    stats.evicted('segments', 3, 300);
    expect(stats.snapshot()).toMatchObject({
      dropped: { queueFull: 6 },
      droppedByClass: { segments: 5, subsegments: 1 },
      queuedDocuments: 0,
      queuedBytes: 0,
    });
  });

  it('names no reason of which there is no span, such as the lost half of a span of two documents', () => {
    const stats = new Stats();
    stats.enqueue(10);
    stats.lost('queueFull', 0, 10);
    expect(stats.snapshot()).toMatchObject({ dropped: {}, queuedDocuments: 0, queuedBytes: 0 });
  });

  it('gives what does not change later', () => {
    const stats = new Stats();
    const before = stats.snapshot();
    stats.accept(1);
    stats.drop('x', 1);
    expect(before).toMatchObject({ accepted: 0, dropped: {} });
  });
});
