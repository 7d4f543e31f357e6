import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeSpan } from '@otel-xray/test-kit';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type AWSXRayExporterOptions, resolveOptions } from './options.ts';
import { Pipeline } from './pipeline.ts';

const AN_HOUR = 3_600_000;
const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

/** A daemon that answers when it is told to. */
async function open(options: AWSXRayExporterOptions = {}) {
  const calls: { documents: number; bytes: number; answer: () => void }[] = [];
  const server = createServer(async (request, response: ServerResponse) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { TraceSegmentDocuments: documents } = JSON.parse(body) as { TraceSegmentDocuments: string[] };
    const bytes = documents.reduce((sum, document) => sum + document.length, 0);
    calls.push({ documents: documents.length, bytes, answer: () => response.end('{}') });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  opened.push(
    () => server.closeAllConnections(),
    () => new Promise((resolve) => server.close(resolve)),
  );
  const daemonAddress = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const given = { target: 'daemon-http' as const, daemonAddress, shutdownTimeoutMillis: 1, ...options };
  const pipeline = new Pipeline(resolveOptions(given), given);
  opened.push(() => pipeline.shutdown());
  let spans = 0;
  const add = (count: number, fields: object = {}): void => {
    for (let i = 0; i < count; i++) {
      pipeline.accept(1);
      pipeline.export([makeSpan({ spanId: (++spans).toString(16).padStart(16, '0'), ...fields })]);
    }
  };
  const sizes = () => calls.map(({ documents }) => documents);
  const seen = (count: number) => vi.waitFor(() => expect(calls).toHaveLength(count));
  return { pipeline, calls, sizes, seen, add };
}

describe('Pipeline', () => {
  it('puts 25 documents into a call, and has two calls under way', async () => {
    const { calls, sizes, seen, add } = await open({ batchDelayMillis: AN_HOUR });
    add(24);
    add(1);
    await seen(1);
    add(60);
    await seen(2);
    expect(sizes()).toEqual([25, 25]);
    calls[0]!.answer();
    await seen(3);
    expect(sizes()).toEqual([25, 25, 25]);
  });

  it('puts 256,000 bytes into a call', async () => {
    const { calls, seen, add } = await open({ batchDelayMillis: AN_HOUR });
    add(9, { attributes: { large: 'x'.repeat(30_000) } });
    await seen(1);
    expect(calls[0]!.documents).toBe(8);
    expect(calls[0]!.bytes).toBeLessThanOrEqual(256_000);
  });

  it('sends what did not fill a call after the delay', async () => {
    const { sizes, seen, add } = await open({ batchDelayMillis: 20 });
    add(3);
    await seen(1);
    expect(sizes()).toEqual([3]);
  });

  it('waits for nothing without a delay, but for calls under way', async () => {
    const { calls, sizes, seen, add } = await open({ batchDelayMillis: 0 });
    add(5);
    await seen(2);
    calls[0]!.answer();
    await seen(3);
    expect(sizes()).toEqual([1, 1, 3]);
  });

  it('flushes to the end although another flush ends before', async () => {
    const { pipeline, calls, sizes, seen, add } = await open({ batchDelayMillis: AN_HOUR });
    add(55);
    const first = pipeline.forceFlush(1);
    const second = pipeline.forceFlush(AN_HOUR);
    await first;
    await seen(2);
    for (const at of [0, 1]) calls[at]!.answer();
    await seen(3);
    expect(sizes()).toEqual([25, 25, 5]);
    calls[2]!.answer();
    await second;
    expect(pipeline.stats()).toMatchObject({ accepted: 55, sent: 55, queued: 0 });
  });

  it('waits for others again after a flush', async () => {
    const { pipeline, calls, sizes, seen, add } = await open({ batchDelayMillis: AN_HOUR });
    add(1);
    const flushed = pipeline.forceFlush();
    await seen(1);
    calls[0]!.answer();
    await flushed;
    add(24);
    add(1);
    await seen(2);
    expect(sizes()).toEqual([1, 25]);
  });

  it('takes the queue of an hour without an answer within its bounds', async () => {
    const { pipeline, seen, add } = await open({ maxQueueDocuments: 100, maxQueueBytes: 10_000 });
    add(50);
    await seen(2);
    add(2_000);
    const { accepted, queued, queuedBytes, dropped } = pipeline.stats();
    expect(accepted).toBe(queued + (dropped['queueFull'] ?? 0));
    // Two calls of 25 documents are under way.
    expect(queued).toBeLessThanOrEqual(150);
    expect(queuedBytes).toBeLessThanOrEqual(10_000 + 2 * 256_000);
  });
});
