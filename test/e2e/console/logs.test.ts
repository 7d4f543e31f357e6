import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { useStage } from './console-page.ts';
import { entityId, makeOrder } from './documents.ts';

const order = makeOrder(1, { outcome: 'fault' });
const stage = useStage([order, makeOrder(2)]);
const START_NANOS = BigInt(Math.round(Number(order.documents[0]?.['start_time']) * 1e6)) * 1_000n;

async function sendLogs(
  service: string,
  ...records: readonly [millis: number, severity: number, text: string, entity?: number][]
): Promise<void> {
  const [, time = '', rest = ''] = order.traceId.split('-');
  const body = {
    resourceLogs: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
        scopeLogs: [
          {
            logRecords: records.map(([millis, severityNumber, text, entity]) => ({
              ...{ timeUnixNano: String(START_NANOS + BigInt(millis * 1e6)), severityNumber, traceId: time + rest },
              ...{ body: { stringValue: text }, attributes: [{ key: 'sku', value: { stringValue: 'lamp' } }] },
              ...(entity !== undefined && { spanId: entityId(1, entity) }),
            })),
          },
        ],
      },
    ],
  };
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${stage.xray.url}/v1/logs`, { method: 'POST', headers, body: JSON.stringify(body) });
  expect(answer.status).toBe(200);
}

const open = async (): Promise<Page> => {
  const page = await stage.open(`#/traces/${order.traceId}`);
  await page.locator('.pane[data-entity]').waitFor();
  return page;
};

describe('logs beside the timeline', () => {
  it('of all services by time, filtered by level and text, and those that come', async () => {
    await sendLogs('shop-web', [2, 9, 'cart of alice', 1], [300, 13, 'slow answer', 1]);
    await sendLogs('orders-api', [61, 9, 'charging', 7], [280, 17, 'charge failed <b>', 7]);
    const page = await open();
    await page.getByRole('tab', { name: /Logs\s*4/ }).click();
    const texts = async (): Promise<string[]> => page.locator('.log-line').allInnerTexts();
    await expect
      .poll(texts)
      .toEqual([
        expect.stringMatching(/^2 ms\s+info\s+cart of alice$/),
        expect.stringMatching(/^61 ms\s+info\s+charging$/),
        expect.stringMatching(/^280 ms\s+error\s+charge failed <b>$/),
        expect.stringMatching(/^300 ms\s+warn\s+slow answer$/),
      ]);
    await page.getByLabel('Lowest level').selectOption('warn');
    await expect.poll(async () => (await texts()).length).toBe(2);
    await page.getByLabel('Find in logs').fill('charge');
    await expect.poll(async () => (await texts()).length).toBe(1);
    await page.getByText('1 of 4').waitFor();
    await page.getByLabel('Find in logs').fill('');
    await sendLogs('orders-api', [290, 21, 'gave up', 4]);
    await expect.poll(async () => (await texts()).length).toBe(3);
  });

  it('a record selects its entity, and an entity marks its records', async () => {
    const page = await open();
    await page.getByRole('tab', { name: /Logs/ }).click();
    await page.locator('.log-line', { hasText: 'cart of alice' }).click();
    await page.locator(`.pane[data-entity="${entityId(1, 1)}"]`).waitFor();
    await page.getByText('shop-web', { exact: true }).last().waitFor();
    await page.locator('.log-details', { hasText: 'sku: lamp' }).waitFor();
    const current = page.locator('.log[aria-current="true"]');
    await expect.poll(() => current.count()).toBe(2);
    await page.locator('.timeline .row', { hasText: 'pay.example.com' }).click();
    await expect.poll(async () => (await current.allInnerTexts()).join()).toMatch(/charging[\s\S]*charge failed/);
    await page.locator('.timeline .log-mark.fill-error').first().click();
    await page.locator(`.pane[data-entity="${entityId(1, 1)}"]`).waitFor();
    await page.locator('.log', { hasText: 'slow answer' }).locator('.log-details').waitFor();
  });

  it('a trace without logs has no such tab to open', async () => {
    const page = await stage.open(`#/traces/${makeOrder(2).traceId}`);
    await page.locator('.pane[data-entity]').waitFor();
    expect(await page.getByRole('tab', { name: 'Logs' }).isDisabled()).toBe(true);
  });
});
