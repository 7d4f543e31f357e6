import { type Context, DiagLogLevel, defaultTextMapGetter, diag, ROOT_CONTEXT } from '@opentelemetry/api';
import { AWSXRayPropagator } from '@otel-xray/propagator';
import { afterEach, describe, expect, it } from 'vitest';
import { samplerFromEnvironment } from './sampler-from-env.ts';

const ROOT = 'Root=1-00000001-000000000000000000000001';
const HEADERS = { none: undefined, open: ROOT, yes: `${ROOT};Sampled=1`, no: `${ROOT};Sampled=0` };
const PROPAGATOR = new AWSXRayPropagator({ adoptRoot: true });
const SAMPLED = 2;
const DROPPED = 0;

afterEach(() => diag.disable());

describe('samplerFromEnvironment', () => {
  it.each([
    [undefined, undefined, 'open', SAMPLED],
    [undefined, undefined, 'no', DROPPED],
    ['parentbased_always_on', undefined, 'none', SAMPLED],
    ['parentbased_always_off', undefined, 'open', DROPPED],
    ['parentbased_always_off', undefined, 'yes', SAMPLED],
    ['parentbased_traceidratio', '0', 'open', DROPPED],
    ['parentbased_traceidratio', '0.5', 'open', SAMPLED],
    ['always_on', undefined, 'no', SAMPLED],
    ['always_off', undefined, 'yes', DROPPED],
    ['traceidratio', '0', 'yes', DROPPED],
    ['traceidratio', '1', 'no', SAMPLED],
  ] as const)('OTEL_TRACES_SAMPLER=%s, argument %s, header "%s": %s', (name, argument, header, expected) => {
    const env = { OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: argument };
    const carrier = HEADERS[header] === undefined ? {} : { 'x-amzn-trace-id': HEADERS[header] };
    const context: Context = PROPAGATOR.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter);
    const { decision } = samplerFromEnvironment(env).shouldSample(context, `${'0'.repeat(31)}1`, 'GET', 1, {}, []);
    expect(decision).toBe(expected);
  });

  it.each([
    [{ OTEL_TRACES_SAMPLER: 'unheard_of' }, 'OTEL_TRACES_SAMPLER is "unheard_of", which is no sampler'],
    [{ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '2' }, 'OTEL_TRACES_SAMPLER_ARG is "2"'],
    [{ OTEL_TRACES_SAMPLER: 'parentbased_traceidratio' }, 'OTEL_TRACES_SAMPLER_ARG is not set'],
  ])('logs %o and samples everything', (env, message) => {
    const lines: string[] = [];
    const ignore = (): void => {};
    const error = (_name: unknown, text: unknown): void => void lines.push(String(text));
    diag.setLogger({ error, warn: ignore, info: ignore, debug: ignore, verbose: ignore }, DiagLogLevel.ERROR);
    const sampler = samplerFromEnvironment(env);
    expect(sampler.shouldSample(ROOT_CONTEXT, 'f'.repeat(32), 'GET', 1, {}, []).decision).toBe(SAMPLED);
    expect(lines).toEqual([expect.stringContaining(message)]);
  });
});
