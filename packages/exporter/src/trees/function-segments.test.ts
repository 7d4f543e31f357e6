import { createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import { makeSpan } from '@otel-xray/test-kit';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { RecordingTransport } from '../../test/recording-transport.ts';
import { AWSXRaySpanProcessor } from '../aws-xray-span-processor.ts';
import { FunctionSegments } from './function-segments.ts';

afterEach(() => vi.unstubAllEnvs());

const id = (n: number): string => n.toString(16).padStart(16, '0');
const rootSpan = (n: number) => {
  const span = makeSpan({ spanId: id(n), parent: id(n + 1), kind: 1 });
  return { ...span, parentSpanContext: { ...span.spanContext(), spanId: id(n + 1), isRemote: true } };
};
const header = (parent: string): string => `Root=1-65530f1e-000000000000000000000001;Parent=${parent};Sampled=1`;
const contextOf = (parent: string) =>
  ROOT_CONTEXT.setValue(createContextKey('aws.xray.lambda.invocation'), header(parent));

describe('FunctionSegments', () => {
  it('knows the segments of invocations from their contexts and from the environment, and no others', () => {
    const known = new FunctionSegments();
    vi.stubEnv('_X_AMZN_TRACE_ID', header(id(0x11)));
    known.learn(rootSpan(0x10), undefined);
    known.learn(rootSpan(0x20), contextOf(id(0x21)));
    known.learn(rootSpan(0x30), ROOT_CONTEXT);
    expect([id(0x11), id(0x21), id(0x31)].map((segment) => known.has(segment))).toEqual([true, true, false]);
  });

  it('forgets the oldest', () => {
    const known = new FunctionSegments();
    for (let n = 0x100; n < 0x900; n += 2) known.learn(rootSpan(n), contextOf(id(n + 1)));
    expect(known.has(id(0x101))).toBe(false);
    expect(known.has(id(0x8ff))).toBe(true);
  });
});

it('hands a tree on below the segment that its root was started under, although another invocation runs by then', async () => {
  vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'orders');
  const transport = new RecordingTransport();
  const processor = new AWSXRaySpanProcessor({ target: transport });
  const span = rootSpan(0x40);
  processor.onStart(span, contextOf(id(0x41)));
  vi.stubEnv('_X_AMZN_TRACE_ID', header(id(0x99)));
  processor.onEnd(span);
  await processor.shutdown();
  expect(transport.documents).toMatchObject([{ type: 'subsegment', parent_id: id(0x41) }]);
});
