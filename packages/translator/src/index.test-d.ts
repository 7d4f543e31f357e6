import type { ReadableSpan as ReadableSpan3 } from '@opentelemetry/sdk-trace';
import { expectTypeOf, it } from 'vitest';
import type { ReadableSpan as ReadableSpan2 } from '../../../examples/nodesdk/sdk-2/node_modules/@opentelemetry/sdk-trace-base';
import type { SpanLike } from './index.ts';

it('takes the spans of both generations of the SDK', () => {
  expectTypeOf<ReadableSpan2>().toExtend<SpanLike>();
  expectTypeOf<ReadableSpan3>().toExtend<SpanLike>();
});
