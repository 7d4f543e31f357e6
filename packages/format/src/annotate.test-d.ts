import type { Span } from '@opentelemetry/api';
import type { Span as Span2 } from '@opentelemetry-2/api';
import { expectTypeOf, test } from 'vitest';
import type { AnnotatableSpan } from './annotate.ts';

test('spans of both API lines can be annotated', () => {
  expectTypeOf<Span>().toExtend<AnnotatableSpan>();
  expectTypeOf<Span2>().toExtend<AnnotatableSpan>();
});
