// Everything that can be instrumented is, in ES modules and CommonJS: the requests that carry the spans away must not become spans.
import { register } from 'node:module';
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { AwsInstrumentation } from '@opentelemetry/instrumentation-aws-sdk';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';

register('@opentelemetry/instrumentation/hook.mjs', import.meta.url);
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
const { provider, seen, tracer } = await import('./setup.mjs');
trace.setGlobalTracerProvider(provider);
registerInstrumentations({
  tracerProvider: provider,
  instrumentations: [new HttpInstrumentation(), new AwsInstrumentation(), new UndiciInstrumentation()],
});

// The instrumentation works: this request is a span.
const { get } = await import('node:http');
await tracer.startActiveSpan('work', async (span) => {
  await new Promise((resolve) => get(process.env['OTHER'], (response) => response.resume().on('end', resolve)));
  span.end();
});
await provider.forceFlush();
await tracer.startActiveSpan('flush within a span', async (span) => {
  tracer.startSpan('more', { root: true }).end();
  await provider.forceFlush();
  span.end();
});
await provider.shutdown();
console.log(JSON.stringify(seen));
