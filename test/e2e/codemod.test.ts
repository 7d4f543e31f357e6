import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalXRay } from '@otel-xray/local';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { installLocked } from '../../scripts/install-locked.mjs';
import { root, runNode } from './run-process.ts';
import { runtimeClient } from './runtime-client/build.mjs';
import { runFunction } from './runtime-client/run-function.ts';

const frameworks = join(root, 'test/frameworks');
const opened: (() => unknown)[] = [];
beforeAll(() => installLocked(frameworks));
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

it('moves a shop from the X-Ray SDK, which then starts and is seen in Local X-Ray', async () => {
  // Beside the modules that it imports.
  const folder = mkdtempSync(join(frameworks, 'migrated-'));
  opened.push(() => rmSync(folder, { recursive: true }));
  cpSync(join(root, 'test/e2e/apps/xray-shop'), folder, { recursive: true });

  const command = join(root, 'packages/codemod/bin/otel-xray-migrate.js');
  const migrated = await runNode([command, '.', '--write', '--force', '--check', '--setup', 'esm'], {}, folder).ended;
  expect(migrated.code, migrated.output).toBe(0);
  expect(migrated.output).toContain('2 files, 2 changed, 0 manual items in 0 files.');
  for (const file of ['shop.mjs', 'price.mjs'])
    expect(readFileSync(join(folder, file), 'utf8')).not.toMatch(/aws-xray-sdk|AWSXRay/);

  const local = await startLocalXRay({ port: 0 });
  opened.push(() => local.close());
  const env = { AWS_XRAY_DAEMON_ADDRESS: new URL(local.url).host, OTEL_TRACES_SAMPLER: 'always_on' };
  const shop = runNode(['--import', './tracing.mjs', 'shop.mjs'], env, folder);
  opened.push(() => shop.kill('SIGKILL'));
  const [, port] = await shop.line(/^port (\d+)$/);
  expect(await (await fetch(`http://127.0.0.1:${port}/cart/7?all=1`)).text()).toBe('lamp and chair: 9');
  expect((await fetch(`http://127.0.0.1:${port}/cart/13`)).status).toBe(500);

  const good = await local.waitFor('service("corner-shop") { ok } AND annotation.cart = "7"');
  expect(await local.snapshot(good.id)).toMatchObject([[{ name: 'corner-shop' }]]);
  const failed = await local.waitFor('service("corner-shop") { fault } AND annotation.cart = "13"');
  expect(JSON.stringify(failed)).toContain('no such cart');
  for (const filter of ['annotation.lines = 2', 'annotation.currency = "EUR"'])
    expect((await local.traces(filter)).map(({ id }) => id)).toEqual([good.id]);
  for (const name of ['load-cart', 'render', 'price']) expect(JSON.stringify(good)).toContain(`"${name}"`);
});

const client = runtimeClient();
const reason = 'reason' in client ? client.reason : '';

it.skipIf(reason !== '')(
  `moves five Lambda functions, which then run below the layer and are seen in Local X-Ray${reason && `, skipped: ${reason}`}`,
  async () => {
    const taskRoot = mkdtempSync(join(tmpdir(), 'otel-xray-functions-'));
    opened.push(() => rmSync(taskRoot, { recursive: true }));
    cpSync(join(root, 'test/e2e/apps/xray-functions'), taskRoot, { recursive: true });
    const command = join(root, 'packages/codemod/bin/otel-xray-migrate.js');
    const migrated = await runNode([command, '.', '--write', '--force', '--check'], {}, taskRoot).ended;
    expect(migrated.output).toContain('5 files, 5 changed, 0 manual items in 0 files.');
    for (const file of readdirSync(taskRoot))
      expect(readFileSync(join(taskRoot, file), 'utf8')).not.toMatch(/aws-xray-sdk|AWSXRay/);
    symlinkSync(join(root, 'node_modules'), join(taskRoot, 'node_modules'), 'junction');

    // In the place of DynamoDB and of a store of pictures.
    const target = createServer((request, response) => void request.resume().on('end', () => response.end('{}')));
    target.listen(0, '127.0.0.1');
    await once(target, 'listening');
    opened.push(() => target.close());
    const local = await startLocalXRay({ port: 0 });
    opened.push(() => local.close());

    const invoke = async (name: string, event: unknown): Promise<unknown> => {
      const { answers } = await runFunction({
        client: 'file' in client ? client.file : '',
        taskRoot,
        handler: `${name}.handler`,
        layer: true,
        events: [event],
        functionName: name,
        env: {
          AWS_XRAY_DAEMON_ADDRESS: new URL(local.url).host,
          TARGET: `http://127.0.0.1:${(target.address() as AddressInfo).port}`,
        },
      });
      return JSON.parse(answers[0]?.body ?? 'null');
    };
    const messages = [
      { messageId: 'm-1', body: 'good' },
      { messageId: 'm-2', body: 'bad' },
    ];
    const picture = { Records: [{ s3: { object: { key: 'lamp.png' } } }] };
    expect(await invoke('save-order', { body: '{"id":"o-7"}' })).toMatchObject({ body: 'o-7' });
    expect(await invoke('receive-orders', { Records: messages })).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm-2' }],
    });
    expect(await invoke('nightly-report', {})).toEqual({ total: 12 });
    expect(await invoke('thumbnail', picture)).toEqual({ status: 200 });
    expect(await invoke('pay', { card: 'expired' })).toMatchObject({ errorType: 'CardDeclined' });

    const seen = async (filter: string): Promise<string> => JSON.stringify(await local.waitFor(filter));
    expect(await seen('service("save-order") AND annotation.order = "o-7"')).toContain('"operation":"PutItem"');
    expect(await seen('service("receive-orders") AND annotation.message = "m-2"')).toContain('message m-2 is no order');
    expect(await seen('service("nightly-report") AND annotation.lines = 3')).toContain('"name":"read"');
    expect(await seen('service("thumbnail") AND annotation.key = "lamp.png"')).toContain('/lamp.png');
    expect(await seen('service("pay") { fault } AND annotation.card = "expired"')).toContain('CardDeclined');
  },
);
