import { AwsInstrumentation } from '@opentelemetry/instrumentation-aws-sdk';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { expect, it } from 'vitest';
import { INSTRUMENTED } from './instrumented.ts';

it.each([HttpInstrumentation, AwsInstrumentation, UndiciInstrumentation])(
  'names every module that %o patches',
  (Instrumentation) => {
    const names = new Instrumentation({ enabled: false }).getModuleDefinitions().map(({ name }) => name);
    expect(names.filter((name) => !INSTRUMENTED.has(name))).toEqual([]);
  },
);
