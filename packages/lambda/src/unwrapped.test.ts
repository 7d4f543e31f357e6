import { DiagLogLevel, diag, ROOT_CONTEXT } from '@opentelemetry/api';
import { AlwaysOnSampler } from '@opentelemetry/sdk-trace';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type SamplerLike, sampleOnlyInHandlers } from './sample-only-in-handlers.ts';
import { wrapHandler } from './wrap-handler.ts';

const warn = vi.fn();
beforeEach(() => {
  Reflect.deleteProperty(globalThis, Symbol.for('@otel-xray/lambda/handlers'));
  const logger = { error: vi.fn(), warn, info: vi.fn(), debug: vi.fn(), verbose: vi.fn() };
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'orders');
  vi.stubEnv('_X_AMZN_TRACE_ID', 'Root=1-6b0de0bc-aaaaaaaaaaaaaaaaaaaaaaaa');
});
afterEach(() => {
  diag.disable();
  warn.mockClear();
  vi.unstubAllEnvs();
});

function sampleTwice(): void {
  const sampler = sampleOnlyInHandlers<SamplerLike>(new AlwaysOnSampler());
  for (const name of ['one', 'two']) sampler.shouldSample(ROOT_CONTEXT, '1'.repeat(32), name, 2, {}, []);
}

it('warns once in an invocation whose handler is not wrapped', () => {
  sampleTwice();
  expect(warn.mock.calls).toEqual([[expect.stringContaining('no handler is wrapped')]]);
});

it.each([
  ['while the module is loaded', '_X_AMZN_TRACE_ID'],
  ['outside of Lambda', 'AWS_LAMBDA_FUNCTION_NAME'],
])('says nothing %s', (_, name) => {
  vi.stubEnv(name, undefined);
  sampleTwice();
  expect(warn).not.toHaveBeenCalled();
});

it('says nothing once a handler is wrapped', () => {
  wrapHandler(async (_event: unknown, _context: unknown) => undefined);
  sampleTwice();
  expect(warn).not.toHaveBeenCalled();
});
