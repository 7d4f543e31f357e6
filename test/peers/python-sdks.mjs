// The X-Ray SDK for Python by UDP and OpenTelemetry for Python by OTLP, into Local X-Ray. Argument: the path of `python`.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startLocalXRay } from '@otel-xray/local';

const local = await startLocalXRay({ port: 0 });
try {
  const { stdout } = await promisify(execFile)(process.argv[2], [join(import.meta.dirname, 'python_sdks.py')], {
    env: {
      PATH: process.env.PATH,
      AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${local.udpPort}`,
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${local.url}/v1/traces`,
    },
  });
  const [xrayId, otelId] = stdout.trim().split('\n');
  await local.waitFor(xrayId);
  assert.deepEqual(await local.snapshot(xrayId), [
    [
      {
        name: 'python-xray',
        annotations: { tier: 'gold' },
        calls: [{ name: 'work', fault: true, exceptions: [{ type: 'ValueError', message: 'out of range' }] }],
      },
    ],
  ]);
  // A simple processor sends each span alone; they are put together here.
  assert.deepEqual(await local.snapshot(otelId), [
    [{ name: 'python-otel', fault: true, http: { method: 'GET', status: 503 }, calls: [{ name: 'inner' }] }],
  ]);
  assert.deepEqual((await local.intake()).rejected, {});
  console.log('Python: traces of the X-Ray SDK and of OpenTelemetry are whole');
} finally {
  await local.close();
}
