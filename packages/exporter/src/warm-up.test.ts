import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createTranslator } from '@otel-xray/translator';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AWSXRaySpanProcessor } from './aws-xray-span-processor.ts';
import { warmUp } from './warm-up.ts';

beforeEach(() => {
  vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'orders');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

it('makes one document of a span, as an invocation does', () => {
  const translator = createTranslator();
  const documents = vi.fn();
  warmUp({ translateToBytes: (spans) => translator.translateToBytes(spans, documents) });
  expect(documents).toHaveBeenCalledOnce();
});

it('counts and sends nothing in Lambda, whose socket is open before the first document', async () => {
  const daemon = createSocket('udp4').bind(0, '127.0.0.1');
  await once(daemon, 'listening');
  const received = vi.fn();
  daemon.on('message', received);
  const processor = new AWSXRaySpanProcessor({ daemonAddress: `127.0.0.1:${daemon.address().port}` });
  await processor.forceFlush();
  expect(processor.stats()).toMatchObject({ accepted: 0, sent: 0, queued: 0, dropped: {} });
  await processor.shutdown();
  // Behind everything that was sent before.
  const end = once(daemon, 'message');
  createSocket('udp4').unref().send('end', daemon.address().port, '127.0.0.1');
  await end;
  expect(received).toHaveBeenCalledOnce();
  daemon.close();
});
