import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { diag, ROOT_CONTEXT } from '@opentelemetry/api';
import { makeSpan } from '@otel-xray/test-kit';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

vi.mock('./warm-up.ts', { spy: true });

// A process warms up once.
let AWSXRaySpanProcessor: typeof import('./aws-xray-span-processor.ts').AWSXRaySpanProcessor;
let NOWHERE: typeof import('./warm-up.ts').NOWHERE;
let warmUp: typeof import('./warm-up.ts').warmUp;
beforeEach(async () => {
  vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'orders');
  vi.resetModules();
  ({ AWSXRaySpanProcessor } = await import('./aws-xray-span-processor.ts'));
  ({ NOWHERE, warmUp } = await import('./warm-up.ts'));
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
  expect(warmUp).toHaveBeenCalledOnce();
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
  expect(warmUp).toHaveBeenCalledOnce();
  const lines = warn.mock.calls.map((parts) => parts.join(' '));
  expect(lines.filter((line) => /ADDRESS/.test(line))).toHaveLength(1);
  expect(lines.filter((line) => /ENDPOINT/.test(line))).toHaveLength(1);
});

it.each([
  ['outside of Lambda', () => vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', undefined)],
  ['after a span has started in another processor', () => startSpan()],
  ['after another processor has warmed up', () => void new AWSXRaySpanProcessor()],
])('is left out %s', (_, before) => {
  before();
  vi.mocked(warmUp).mockClear();
  new AWSXRaySpanProcessor();
  expect(warmUp).not.toHaveBeenCalled();
});

function startSpan(): void {
  new AWSXRaySpanProcessor({ target: NOWHERE }).onStart(makeSpan(), ROOT_CONTEXT);
}
