// npm run screenshots [-- --only lambda-map,lambda-trace]: pictures of the console for the documentation, with traces of the demo's shop
// and of the Lambda function of examples/lambda. Needs a browser, as the tests do.
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startLocalXRay } from '@otel-xray/local';
import { chromium } from 'playwright-core';
import { startShop } from '../examples/shop/start.mjs';
import { sendTraffic } from '../examples/shop/traffic.mjs';
import { findBrowser } from '../test/e2e/console/find-browser.ts';
import { invokeExample } from './demo/lambda.mjs';

const { out, width, height, only } = parseArgs({
  options: {
    out: { type: 'string', default: join(import.meta.dirname, '../docs/images') },
    width: { type: 'string', default: '1440' },
    height: { type: 'string', default: '860' },
    only: { type: 'string', default: '' },
  },
}).values;
const ROUNDS = 6;
const MOST_BYTES = 200_000;

const local = await startLocalXRay({ port: 0 });
const shop = await startShop({ daemonAddress: new URL(local.url).host });
// The third lamp of a customer is one too many, so each round but the first may answer otherwise than the demo expects.
for (let round = 0; round < ROUNDS; round++) await sendTraffic(shop.url).catch(() => {});
await shop.stop();
// Rejected documents, for the intake page.
await fetch(`${local.url}/TraceSegments`, {
  method: 'POST',
  body: JSON.stringify({
    TraceSegmentDocuments: ['{"id":"1"}', 'hello', '{"trace_id":"1-12","id":"0123456789abcdef"}'],
  }),
});

const lambda = await startLocalXRay({ port: 0 });
await invokeExample(lambda);

const failed = (await local.traces('fault')).at(-1);
const slow = (await local.traces('ok')).sort((a, b) => (b.summary.Duration ?? 0) - (a.summary.Duration ?? 0))[0];
await sendLogs(failed);
const SHOP_PAGES = {
  traces: '#/traces?columns=customer_id',
  differences: '#/traces?differ=failing',
  'trace-failed': `#/traces/${failed?.id}?tab=exceptions`,
  'trace-slow': `#/traces/${slow?.id}`,
  'trace-map': `#/traces/${failed?.id}?map=yes`,
  'trace-flame': `#/traces/${slow?.id}?view=flame`,
  'trace-statistics': `#/traces/${slow?.id}?view=statistics`,
  'trace-logs': `#/traces/${failed?.id}?tab=logs`,
  'service-map': '#/service-map',
  'service-map-node': '#/service-map?timeRange=5m',
  errors: '#/errors',
  intake: '#/intake?tab=rejected',
  compare: `#/compare/${slow?.id}/${failed?.id}`,
  settings: '#/settings',
};
const LAMBDA_PAGES = {
  'lambda-map': '#/service-map',
  'lambda-trace': `#/traces/${(await lambda.traces('annotation[faas.coldstart] = true'))[0]?.id}`,
};
const named = only.split(',').filter((name) => name !== '');
/** Name of the picture → its URL. */
const pages = [
  ...Object.entries(SHOP_PAGES).map(([name, hash]) => [name, `${local.url}/${hash}`]),
  ...Object.entries(LAMBDA_PAGES).map(([name, hash]) => [name, `${lambda.url}/${hash}`]),
].filter(([name]) => named.length === 0 || named.includes(name));

const { path, args } = await findBrowser();
const browser = await chromium.launch({ executablePath: path, args: [...args] });
mkdirSync(out, { recursive: true });
for (const theme of ['light', 'dark']) {
  const context = await browser.newContext({
    colorScheme: theme,
    viewport: { width: Number(width), height: Number(height) },
    locale: 'en-US',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => console.error(`${error.stack}`));
  page.on('console', (message) => message.type() === 'error' && console.error(message.text()));
  for (const [name, url] of pages) {
    await page.goto(url);
    await page.waitForLoadState('networkidle').catch(() => {});
    await prepare(page, name);
    const file = join(out, `${name}-${theme}.png`);
    await page.screenshot({ path: file });
    const bytes = statSync(file).size;
    console.log(`${bytes <= MOST_BYTES ? 'ok' : 'TOO LARGE'} ${name}-${theme}.png ${Math.round(bytes / 1_000)} kB`);
    if (bytes > MOST_BYTES) process.exitCode = 1;
  }
  await context.close();
}
await browser.close();
await local.close();
await lambda.close();

async function prepare(page, name) {
  if (name === 'service-map-node') await page.locator('[data-node]').filter({ hasText: 'orders' }).first().click();
  if (name === 'errors') await page.locator('.row-button').first().click();
  // The page says itself when it is drawn; this is for charts, which draw in the next frame.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  await page.waitForTimeout(400);
}

/** Sends log records of the entities of a trace. */
async function sendLogs(trace) {
  const traceId = trace.id.slice(2).replace('-', '');
  const logRecords = trace.segments.map(({ id, name, start_time: start, fault }) => ({
    timeUnixNano: String(BigInt(Math.round(start * 1e6 + 1_500)) * 1_000n),
    ...{ severityNumber: fault ? 17 : 9, traceId, spanId: id },
    body: { stringValue: fault ? `${name}: the order failed` : `${name}: request received` },
  }));
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] };
  await fetch(`${local.url}/v1/logs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] }),
  });
}
