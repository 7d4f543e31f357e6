import { sendToHandler } from '@otel-xray/test-kit';
import AWSXRay from 'aws-xray-sdk-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { recordDocuments, takeDocuments } from '../../core/src/recorded-documents.ts';
import { xRayFastifyPlugin } from './surface.ts';

beforeEach(() => {
  recordDocuments();
  takeDocuments();
  AWSXRay.middleware.disableCentralizedSampling();
  AWSXRay.middleware.setSamplingRules({ version: 2, default: { fixed_target: 1_000, rate: 1 } });
  AWSXRay.enableAutomaticMode();
});

// biome-ignore lint/suspicious/noExplicitAny: a server of the shape of Fastify's
type Anything = any;

async function serverWith(options: object) {
  const hooks: Record<string, Anything> = {};
  const log = { error: () => undefined, warn: () => undefined, info: () => undefined, debug: () => undefined };
  const fastify: Anything = {
    log,
    decorateRequest: () => undefined,
    addHook: (name: string, hook: Anything) => {
      hooks[name] = hook;
      return fastify;
    },
  };
  await xRayFastifyPlugin(fastify, { segmentName: 'shop', ...options });
  return (run: (request: Anything) => Promise<void>) =>
    sendToHandler((raw, res) => {
      const request = { raw, segment: null };
      const reply = { raw: res };
      hooks['onRequest'](request, reply, () =>
        run(request)
          .catch((error) => {
            res.statusCode = 500;
            hooks['onError'](request, reply, error, () => undefined);
          })
          .then(() => res.end()),
      );
    });
}

describe('the plugin', () => {
  it('makes a segment of each request', async () => {
    const send = await serverWith({});
    await send(async () => {
      await null;
      AWSXRay.captureFunc('work', () => undefined);
    });
    expect(takeDocuments()).toMatchObject([{ name: 'shop', subsegments: [{ name: 'work' }] }]);
  });

  it('adds errors', async () => {
    const send = await serverWith({});
    await send(() => Promise.reject(new Error('no')));
    expect(takeDocuments()).toMatchObject([
      { fault: true, http: { response: { status: 500 } }, cause: { exceptions: [{ message: 'no' }] } },
    ]);
  });

  it('gives the segment by the request in manual mode', async () => {
    const send = await serverWith({ automaticMode: false });
    await send(async ({ segment }) => AWSXRay.captureFunc('work', () => undefined, segment));
    expect(takeDocuments()).toMatchObject([{ name: 'shop', subsegments: [{ name: 'work' }] }]);
  });

  it('needs a name', async () => {
    await expect(serverWith({ segmentName: '' })).rejects.toThrow('segmentName is required');
  });

  it('applies to the whole server', () => {
    expect((xRayFastifyPlugin as Anything)[Symbol.for('skip-override')]).toBe(true);
  });
});
