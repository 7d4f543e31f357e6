import { join } from 'node:path';
import { CreateSamplingRuleCommand, XRayClient } from '@aws-sdk/client-xray';
import { startLocalXRay } from '@otel-xray/local';
import { expect, it } from 'vitest';
import { runNode } from '../e2e/run-process.ts';

it("assembles what the X-Ray SDK for Node sends, and answers the sampler's questions", async () => {
  const xray = await startLocalXRay({ port: 0, strict: true });
  const client = new XRayClient({ endpoint: xray.url, region: 'us-east-1' });
  try {
    const rule = {
      RuleName: 'all-of-shop',
      ServiceName: 'shop',
      Priority: 1,
      FixedRate: 1,
      ReservoirSize: 0,
      Version: 1,
    };
    const wildcards = { ResourceARN: '*', ServiceType: '*', Host: '*', HTTPMethod: '*', URLPath: '*' };
    await client.send(new CreateSamplingRuleCommand({ SamplingRule: { ...rule, ...wildcards } }));
    const address = new URL(xray.url).host;
    const program = join(import.meta.dirname, 'x-ray-sdk-program.cjs');
    const { code, output, errors } = await runNode([program], { AWS_XRAY_DAEMON_ADDRESS: address }).ended;
    expect({ code, errors }).toEqual({ code: 0, errors: '' });

    const trace = await xray.waitFor('service("shop") { !partial } AND service("127.0.0.1") { error }');
    expect(output).toBe(`${trace.id} all-of-shop\n`);
    expect(trace).toMatchObject({ waiting: [], diagnostics: [] });
    // It streamed some of its subsegments, so that there were several documents.
    expect(trace.revision).toBeGreaterThan(1);
    expect(await xray.snapshot()).toEqual([
      [
        {
          name: 'shop',
          user: 'alice',
          annotations: { customer: 'c-1' },
          calls: [
            {
              name: '127.0.0.1',
              namespace: 'remote',
              error: true,
              http: { method: 'GET', url: 'http://127.0.0.1/', status: 402 },
            },
            { name: 'price', fault: true, exceptions: [{ type: 'RangeError', message: 'there is no sofa' }] },
            ...[0, 1, 2, 3, 4].map((i) => ({ name: `step ${i}` })),
          ],
        },
      ],
    ]);
    expect((await xray.intake()).rejected).toEqual({});
  } finally {
    client.destroy();
    await xray.close();
  }
});
