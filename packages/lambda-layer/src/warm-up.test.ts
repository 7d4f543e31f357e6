import { trace } from '@opentelemetry/api';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { afterEach, expect, it, vi } from 'vitest';
import { warmUp } from './warm-up.ts';

afterEach(() => {
  trace.disable();
  vi.unstubAllEnvs();
});

it('leaves no tracer provider registered', () => {
  vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'orders');
  warmUp();
  expect(trace.setGlobalTracerProvider(new TracerProvider())).toBe(true);
});
