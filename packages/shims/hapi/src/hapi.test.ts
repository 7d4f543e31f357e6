import { sendToHandler } from '@otel-xray/test-kit';
import AWSXRay from 'aws-xray-sdk-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { recordDocuments, takeDocuments } from '../../core/src/recorded-documents.ts';
import { plugin } from './surface.ts';

beforeEach(() => {
  recordDocuments();
  takeDocuments();
  AWSXRay.middleware.disableCentralizedSampling();
  AWSXRay.middleware.setSamplingRules({ version: 2, default: { fixed_target: 1_000, rate: 1 } });
  AWSXRay.enableAutomaticMode();
});

// biome-ignore lint/suspicious/noExplicitAny: a server of the shape of hapi's
type Anything = any;

function serverWith(options: object) {
  let onRequest: Anything;
  const listeners: Record<string, Anything> = {};
  const server = {
    ext: ({ method }: Anything) => {
      onRequest = method;
    },
    events: {
      on: (event: Anything, listener: Anything) => {
        listeners[event.name ?? event] = listener;
      },
    },
  };
  const logger = { error: () => undefined, warn: () => undefined, info: () => undefined, debug: () => undefined };
  plugin.register(server, { logger, ...options });
  return (run: (request: Anything) => Promise<void>) =>
    sendToHandler(async (req, res) => {
      const request: Anything = { raw: { req, res }, headers: req.headers, url: req.url };
      await onRequest(request, { continue: 0 });
      await run(request).catch((error) => {
        res.statusCode = 500;
        listeners['request'](request, { error });
      });
      request.response = { statusCode: res.statusCode, headers: {} };
      listeners['response'](request);
      res.end();
    });
}

describe('the plugin', () => {
  it('makes a segment of each request, current in the handler', async () => {
    await serverWith({ segmentName: 'shop' })(async ({ segment }) => {
      await null;
      AWSXRay.captureFunc('work', (sub) => expect(sub?.parent).toBe(segment));
    });
    expect(takeDocuments()).toMatchObject([
      { name: 'shop', http: { response: { status: 200 } }, subsegments: [{ name: 'work' }] },
    ]);
  });

  it('adds errors', async () => {
    await serverWith({ segmentName: 'shop' })(() => Promise.reject(new Error('no')));
    expect(takeDocuments()).toMatchObject([{ fault: true, cause: { exceptions: [{ message: 'no' }] } }]);
  });

  it('names segments after the application', async () => {
    await serverWith({})(async () => undefined);
    expect(takeDocuments()[0]?.name).toMatch(/^otel-xray_/);
  });
});
