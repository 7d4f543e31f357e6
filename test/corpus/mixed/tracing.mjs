// Tracing of a service: `registerXRay` with the instrumentations of the libraries it uses. Imported before anything else.
import '../../../scripts/from-sources.mjs';
import { createRequire } from 'node:module';

const { registerXRay } = await import('@otel-xray/register');
const { AWSXRaySpanProcessor } = await import('@otel-xray/exporter');

const requireInstrumentation = createRequire(new URL('../sdk-3/package.json', import.meta.url));
const instrumentation = (name, exported) =>
  new (requireInstrumentation(`@opentelemetry/instrumentation-${name}`)[exported])();

const processor = new AWSXRaySpanProcessor({ target: 'daemon-http' });
registerXRay({
  spanProcessors: [processor],
  instrumentations: [
    'auto',
    instrumentation('express', 'ExpressInstrumentation'),
    instrumentation('pg', 'PgInstrumentation'),
    instrumentation('ioredis', 'IORedisInstrumentation'),
  ],
});

/** `require` of the libraries, which the instrumentations have patched. */
export const load = createRequire(new URL('../package.json', import.meta.url));

/** Listens, tells the parent the port, and at its word flushes and tells the counts. */
export function start(app, close) {
  let requests = 0;
  const server = load('node:http').createServer((request, response) => {
    requests++;
    app(request, response);
  });
  server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
  process.on('message', async () => {
    await processor.forceFlush();
    process.send({ requests, stats: processor.stats() });
    await close();
    process.exit();
  });
}
