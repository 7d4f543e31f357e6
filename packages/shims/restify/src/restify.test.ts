import { EventEmitter } from 'node:events';
import { sendToHandler } from '@otel-xray/test-kit';
import AWSXRay from 'aws-xray-sdk-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { recordDocuments, takeDocuments } from '../../core/src/recorded-documents.ts';
import { enable } from './surface.ts';

beforeEach(() => {
  recordDocuments();
  takeDocuments();
  AWSXRay.middleware.disableCentralizedSampling();
  AWSXRay.middleware.setSamplingRules({ version: 2, default: { fixed_target: 1_000, rate: 1 } });
  AWSXRay.enableAutomaticMode();
});

// biome-ignore lint/suspicious/noExplicitAny: a server of the shape of Restify's
type Anything = any;

class Server extends EventEmitter {
  handlers: ((req: Anything, res: Anything, next: () => void) => void)[] = [];

  use(handler: (typeof this.handlers)[0]): void {
    this.handlers.push(handler);
  }

  handle(req: Anything, res: Anything, route: () => void): void {
    const [handler] = this.handlers;
    handler?.(req, res, route);
  }
}

describe('enable', () => {
  it('makes a segment of each request, and keeps parallel requests apart', async () => {
    const server = new Server();
    enable(server, 'shop');
    await Promise.all(
      ['/slow', '/fast'].map((path) =>
        sendToHandler(
          (req, res) =>
            server.handle(req, res, async () => {
              await new Promise((resolve) =>
                path === '/slow' ? setImmediate(() => setImmediate(resolve)) : setImmediate(resolve),
              );
              AWSXRay.captureFunc(path, () => undefined);
              server.emit('after', req, res, {}, new Error(path));
              res.end();
            }),
          path,
        ),
      ),
    );
    const documents = takeDocuments().map(({ http, subsegments, cause }: Anything) => [
      new URL(http.request.url).pathname,
      subsegments[0].name,
      cause.exceptions[0].message,
    ]);
    expect(documents.sort()).toEqual([
      ['/fast', '/fast', '/fast'],
      ['/slow', '/slow', '/slow'],
    ]);
  });

  it('closes with an exception that nobody caught', async () => {
    const server = new Server();
    enable(server, 'shop');
    await sendToHandler((req, res) =>
      server.handle(req, res, () => {
        server.emit('uncaughtException', req, res, {}, new Error('uncaught'));
        res.end();
      }),
    );
    expect(takeDocuments()).toMatchObject([{ fault: true, cause: { exceptions: [{ message: 'uncaught' }] } }]);
  });

  it('gives the segment by the request in manual mode', async () => {
    AWSXRay.enableManualMode();
    const server = new Server();
    enable(server, 'shop');
    await sendToHandler((req, res) =>
      server.handle(req, res, () => {
        expect((req as Anything).segment.name).toBe('shop');
        res.end();
      }),
    );
  });

  it.each([
    [undefined, 'shop'],
    [new Server(), ''],
  ])('refuses (%s, %j)', (server, name) => {
    expect(() => enable(server as never, name)).toThrow('not ');
  });
});
