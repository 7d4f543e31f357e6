import type * as sdk3 from '@opentelemetry/sdk-trace';
import type * as base2 from '@opentelemetry-2/sdk-trace-base';
import { expectTypeOf, test } from 'vitest';
import type * as node from './index.ts';
import type * as web from './index.web.ts';

test('the generator fits IdGenerator of SDK 2.x and 3.x', () => {
  expectTypeOf<node.AWSXRayIdGenerator>().toExtend<sdk3.IdGenerator>();
  expectTypeOf<node.AWSXRayIdGenerator>().toExtend<base2.IdGenerator>();
  expectTypeOf<web.AWSXRayIdGenerator>().toExtend<sdk3.IdGenerator>();
  expectTypeOf<web.AWSXRayIdGenerator>().toExtend<base2.IdGenerator>();
});
