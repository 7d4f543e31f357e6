import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { diag } from '@opentelemetry/api';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AWSXRaySpanProcessor } from './aws-xray-span-processor.ts';
import { NOWHERE, warmUp } from './warm-up.ts';

beforeEach(() => {
  vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'orders');
});
afterEach(() => {
  diag.disable();
  vi.unstubAllEnvs();
});

it('makes one document, as an invocation does', async () => {
  const send = vi.fn(NOWHERE.send);
  const processor = new AWSXRaySpanProcessor({ target: { ...NOWHERE, send } });
  warmUp(processor);
  await processor.forceFlush();
  expect(send).toHaveBeenCalledOnce();
  expect(processor.stats()).toMatchObject({ accepted: 1, sent: 1, dropped: {} });
});

it('counts and sends nothing of the processor itself', async () => {
  const daemon = createSocket('udp4').bind(0, '127.0.0.1');
  await once(daemon, 'listening');
  const received = vi.fn();
  daemon.on('message', received);
  const processor = new AWSXRaySpanProcessor({ daemonAddress: `127.0.0.1:${daemon.address().port}` });
  await processor.forceFlush();
  expect(processor.stats()).toMatchObject({ accepted: 0, sent: 0, queued: 0, dropped: {} });
  await processor.shutdown();
  // Arrives behind everything that was sent before.
  const end = once(daemon, 'message');
  createSocket('udp4').unref().send('end', daemon.address().port, '127.0.0.1');
  await end;
  expect(received).toHaveBeenCalledOnce();
  daemon.close();
});

it('logs a wrong variable of the environment once', () => {
  const warn = vi.fn();
  diag.setLogger({ error: warn, warn, info() {}, debug() {}, verbose() {} });
  vi.stubEnv('AWS_XRAY_DAEMON_ADDRESS', 'daemon:none');
  vi.stubEnv('AWS_ENDPOINT_URL_XRAY', 'none');
  new AWSXRaySpanProcessor();
  expect(warn.mock.calls.map((texts) => texts.join(' ')).filter((text) => /ADDRESS/.test(text))).toHaveLength(1);
  expect(warn.mock.calls.map((texts) => texts.join(' ')).filter((text) => /ENDPOINT/.test(text))).toHaveLength(1);
});
