// Our exporter against moto's X-Ray and against ours: what it sends by the API is read back from both, and is the same. Argument: the path of
// `moto_server`.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { BatchGetTracesCommand, XRayClient } from '@aws-sdk/client-xray';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { AWSXRaySpanProcessor } from '@otel-xray/exporter';
import { AWSXRayIdGenerator } from '@otel-xray/id-generator';
import { startLocalXRay } from '@otel-xray/local';

Object.assign(process.env, {
  AWS_ACCESS_KEY_ID: 'dummy',
  AWS_SECRET_ACCESS_KEY: 'dummy',
  AWS_EC2_METADATA_DISABLED: 'true',
});
const server = spawn(process.argv[2], ['-H', '127.0.0.1', '-p', '0'], { stdio: ['ignore', 'pipe', 'pipe'] });
const local = await startLocalXRay({ port: 0 });
try {
  const endpoints = [await addressOf(server), local.url];
  const processors = endpoints.map(
    (endpoint) => new AWSXRaySpanProcessor({ target: 'api', endpoint, region: 'us-east-1' }),
  );
  const provider = new TracerProvider({ spanProcessors: processors, idGenerator: new AWSXRayIdGenerator() });
  const span = provider.getTracer('peers').startSpan('GET /', { kind: 1 });
  span.setStatus({ code: 2 });
  span.end();
  await provider.forceFlush();
  for (const processor of processors) {
    assert.deepEqual(processor.stats().dropped, {});
    assert.equal(processor.stats().sent, 1);
  }

  const { traceId, spanId } = span.spanContext();
  const id = `1-${traceId.slice(0, 8)}-${traceId.slice(8)}`;
  const [theirs, ours] = await Promise.all(endpoints.map((endpoint) => documentOf(endpoint, id)));
  assert.equal(theirs.id, spanId);
  assert.deepEqual(ours, theirs);
  await provider.shutdown();
  console.log('moto and Local X-Ray: took the document, and gave the same back');
} finally {
  server.kill();
  await local.close();
}

/** The one segment of a trace. */
async function documentOf(endpoint, id) {
  const client = new XRayClient({ endpoint, region: 'us-east-1' });
  const { Traces } = await client.send(new BatchGetTracesCommand({ TraceIds: [id] }));
  client.destroy();
  return JSON.parse(Traces[0].Segments[0].Document);
}

/** moto says where it listens on its standard error. */
async function addressOf({ stderr, exitCode }) {
  for await (const line of createInterface({ input: stderr })) {
    const address = /http:\/\/127\.0\.0\.1:\d+/.exec(line);
    if (address !== null) return address[0];
  }
  await once(server, 'exit');
  throw new Error(`moto_server ended with ${exitCode}`);
}
