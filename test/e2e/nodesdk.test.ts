import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startLocalXRay } from '@otel-xray/local';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root, runNode } from './run-process.ts';

type LocalXRay = Awaited<ReturnType<typeof startLocalXRay>>;

let local: LocalXRay;
beforeAll(async () => {
  local = await startLocalXRay({ port: 0 });
});
afterAll(() => local.close());

describe('examples/nodesdk', () => {
  it('is one program for both generations of the SDK', () => {
    const sourceOf = (sdk: number) => readFileSync(join(root, `examples/nodesdk/sdk-${sdk}/main.mjs`), 'utf8');
    expect(sourceOf(2)).toBe(sourceOf(3));
  });

  it.each([2, 3])('runs on SDK %i.x: same output, same document', async (sdk) => {
    await local.reset();
    const address = new URL(local.url).host;
    const { ended } = runNode([`examples/nodesdk/sdk-${sdk}/main.mjs`], { AWS_XRAY_DAEMON_ADDRESS: address });
    expect(await ended).toEqual({
      code: 0,
      signal: null,
      output:
        'the trace continues: true\n' + "the next service's parent is this request: true\n" + 'sent 2 of 2 spans\n',
      errors: '',
    });
    const [trace] = await local.traces();
    const [segment] = trace!.segments;
    expect(segment).toMatchObject({
      trace_id: '1-581cf771-a006649127e371903a2de979',
      parent_id: '4c721bf33e3caf8f',
      name: 'greeter',
      http: { request: { method: 'GET', url: 'http://greeter.example.com/hello' }, response: { status: 200 } },
      subsegments: [{ name: 'choose a greeting', metadata: { default: { language: 'en' } } }],
    });
  });
});
