import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startLocalXRay } from '@otel-xray/local';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { installLocked } from '../../scripts/install-locked.mjs';
import { root, runNode } from './run-process.ts';

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
