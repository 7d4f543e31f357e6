import type { ReadableSpan as ReadableSpan3 } from '@opentelemetry/sdk-trace';
import type { ReadableSpan as ReadableSpan2 } from '@opentelemetry-2/sdk-trace-base';
import { expectTypeOf, it } from 'vitest';
import type { SpanLike } from './index.ts';

it('accepts the spans of both generations of the SDK', () => {
  expectTypeOf<ReadableSpan2>().toExtend<SpanLike>();
  expectTypeOf<ReadableSpan3>().toExtend<SpanLike>();
});
