import { sendToHandler } from '@otel-xray/test-kit';
import AWSXRay from 'aws-xray-sdk-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { recordDocuments, takeDocuments } from '../../core/src/recorded-documents.ts';
import { type KoaContext, openSegment } from './surface.ts';

beforeEach(() => {
  recordDocuments();
  takeDocuments();
  AWSXRay.middleware.disableCentralizedSampling();
  AWSXRay.middleware.setSamplingRules({ version: 2, default: { fixed_target: 1_000, rate: 1 } });
  AWSXRay.enableAutomaticMode();
});

describe('openSegment', () => {
  const send = (next: (ctx: KoaContext) => Promise<unknown>) => {
    const middleware = openSegment('shop');
    return sendToHandler(async (req, res) => {
      const ctx: KoaContext = { req, res };
      await middleware(ctx, () => next(ctx)).catch(() => {
        res.statusCode = 500;
      });
      res.end();
    });
  };

  it('makes a segment of each request, current behind every await', async () => {
    await send(async (ctx) => {
      await null;
      AWSXRay.captureFunc('work', (sub) => expect(sub?.parent).toBe(ctx.segment));
    });
    expect(takeDocuments()).toMatchObject([{ name: 'shop', subsegments: [{ name: 'work' }] }]);
  });

  it('adds the error of a request', async () => {
    expect(await send(() => Promise.reject(new Error('no')))).toBe(500);
    expect(takeDocuments()).toMatchObject([{ fault: true, cause: { exceptions: [{ message: 'no' }] } }]);
  });

  it('gives the segment by the context in manual mode', async () => {
    AWSXRay.enableManualMode();
    await send(async (ctx) => AWSXRay.captureFunc('work', () => undefined, ctx.segment as never));
    expect(takeDocuments()).toMatchObject([{ name: 'shop', subsegments: [{ name: 'work' }] }]);
  });

  it.each([[''], [undefined], [5]])('refuses the name %j', (name) => {
    expect(() => openSegment(name as never)).toThrow('name was not supplied');
  });
});
