import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { countInput, LIVE_MILLIS, sendOtlp, useStage } from './console-page.ts';
import { makeOrder, makeOrders, NOW_MILLIS, type Order, traceIdOf } from './documents.ts';

// The five jobs of a developer, each with its budget of clicks and keys, by mouse and by keyboard alone.
const orders = makeOrders();
const stage = useStage(orders);

const failed = (): Order => orders[1]!;
const slow = (): Order => orders[10]!;
const firstRow = (page: Page) => page.locator('.traces .row[aria-rowindex="2"]');

describe('J1: why is this request slow?', () => {
  it('two clicks: sort by duration, open the first', async () => {
    const page = await stage.open();
    await firstRow(page).waitFor();
    const input = await countInput(page);
    const sorted = page.waitForResponse((response) => response.url().endsWith('/-/traces/query'));
    await page.getByRole('button', { name: 'Sort by Duration' }).click();
    await sorted;
    await page.locator(`.traces .row[aria-rowindex="2"] a[href*="${slow().traceId}"]`).waitFor();
    await firstRow(page).click();
    const pane = page.locator(`.pane[data-entity="${slow().paymentId}"]`);
    await pane.locator('.lead').waitFor();
    await expect
      .poll(() => pane.locator('.lead').innerText())
      .toMatch(/^900 ms, 91 % of the response, was spent here\.$/);
    await expect.poll(() => page.locator('.bar-path').count()).toBeGreaterThan(2);
    expect(await input()).toEqual({ clicks: 2, keys: 0 });
    await page.keyboard.press(']');
    await page.waitForFunction((id) => !document.querySelector(`.pane[data-entity="${id}"]`), slow().paymentId);
    await page.keyboard.press('[');
    await pane.waitFor();
  });

  it('by keys: Tab to «Duration», Enter, j, Enter', async () => {
    const page = await stage.open();
    await firstRow(page).waitFor();
    const focused = (): Promise<string> =>
      page.evaluate(() => (document.activeElement?.tagName === 'BUTTON' ? document.activeElement.textContent : ''));
    for (let tab = 0; tab < 60 && !(await focused()).includes('Sort by Duration'); tab++)
      await page.keyboard.press('Tab');
    const sorted = page.waitForResponse((response) => response.url().endsWith('/-/traces/query'));
    await page.keyboard.press('Enter');
    await sorted;
    await page.locator(`.traces .row[aria-rowindex="2"] a[href*="${slow().traceId}"]`).waitFor();
    await page.keyboard.press('j');
    await page.locator('.traces .row[aria-rowindex="2"] .row-link:focus').waitFor();
    await page.keyboard.press('Enter');
    await page.locator(`.pane[data-entity="${slow().paymentId}"] .lead`).waitFor();
  });

  it.each([
    ['the id', (id: string) => id],
    ['a trace header', (id: string) => `Root=${id};Parent=53995c3f42cd8ad8;Sampled=1`],
    ['traceparent', (id: string) => `00-${id.replace(/^1-|-/g, '')}-53995c3f42cd8ad8-01`],
  ])('from a log line, no click: %s pasted, Enter', async (_, form) => {
    const page = await stage.open();
    await firstRow(page).waitFor();
    const input = await countInput(page);
    await page.keyboard.press('/');
    await page.keyboard.insertText(form(slow().traceId));
    await page.keyboard.press('Enter');
    await page.locator('.timeline .row').first().waitFor();
    expect(await input()).toEqual({ clicks: 0, keys: 2 });
    expect(page.url()).toContain(slow().traceId);
  });
});

describe('J2: which call failed, with what exception?', () => {
  it('one click: the red row opens on the origin, its exception shown', async () => {
    const page = await stage.open();
    const input = await countInput(page);
    await page.locator('.traces .row', { hasText: '502' }).first().click();
    const pane = page.locator(`.pane[data-entity="${failed().paymentId}"]`);
    await pane.getByText('GatewayTimeoutError').waitFor();
    const first = pane.locator('.frame-line.first');
    await expect.poll(() => first.innerText()).toContain('charge');
    await expect.poll(() => first.locator('a').getAttribute('href')).toBe('vscode://file/app/src/pay/client.ts:48:1');
    await expect.poll(() => pane.getByText('3 frames of libraries').count()).toBe(1);
    await expect.poll(() => page.locator(`#row-${failed().paymentId} .bar-origin`).count()).toBe(1);
    await expect.poll(() => page.locator('.bar-passed').count()).toBe(3);
    expect(await input()).toEqual({ clicks: 1, keys: 0 });
  });

  it('by keys: j to the row, Enter, e', async () => {
    const page = await stage.open('#/traces?filter=fault');
    await firstRow(page).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.locator(`.pane[data-entity="${failed().paymentId}"]`).waitFor();
    await page.keyboard.press('E');
    await page.waitForFunction((id) => !document.querySelector(`.pane[data-entity="${id}"]`), failed().paymentId);
    await page.keyboard.press('e');
    await page.locator(`.pane[data-entity="${failed().paymentId}"]`).getByText('GatewayTimeoutError').waitFor();
  });
});

describe('J3: what does my service talk to?', () => {
  it('two clicks: Map, the node', async () => {
    const page = await stage.open();
    const input = await countInput(page);
    await page.getByRole('link', { name: 'Map' }).click();
    await page.locator('[data-node]').filter({ hasText: 'orders-api' }).click();
    const panel = page.locator('.map-panel');
    await panel.getByText('Called by').waitFor();
    for (const text of ['shop-web', 'orders', 'inventory@db.example.com', 'pay.example.com', 'p95'])
      await expect.poll(() => panel.innerText()).toContain(text);
    expect(await input()).toEqual({ clicks: 2, keys: 0 });
    await panel.getByRole('button', { name: 'pay.example.com' }).click();
    await panel.getByText('as the caller saw it').waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    await page.locator('[data-node]').filter({ hasText: 'orders-api' }).click();
    await panel.getByRole('button', { name: 'Focus' }).click();
    await page.waitForFunction(() => document.querySelectorAll('[data-node]').length === 5);
    expect(await page.locator('[data-node]').allInnerTexts()).not.toContain('client');
  });

  it('by keys: g m, Tab to a node, arrows along the lines, Enter', async () => {
    const page = await stage.open();
    await firstRow(page).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('m');
    await page.locator('[data-node]').first().waitFor();
    const isAtNode = (): Promise<boolean> =>
      page.evaluate(() => document.activeElement?.closest('[data-node]') !== null);
    for (let tab = 0; tab < 40 && !(await isAtNode()); tab++) await page.keyboard.press('Tab');
    for (let step = 0; step < 2; step++) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.locator('.map-panel').getByText('orders-api').first().waitFor();
  });
});

describe('J4: did my instrumentation produce what X-Ray will show?', () => {
  it('a row half a second after its datagram; two clicks to what was received', async () => {
    const page = await stage.open();
    await firstRow(page).waitFor();
    await page.mouse.move(0, 0);
    const order = makeOrder(900, { ageSeconds: 1, customer: 'fresh' });
    const sent = Date.now();
    await stage.xray.ingest(order.documents);
    const row = page.locator(`a[href*="${order.traceId}"]`);
    await row.waitFor();
    expect(Date.now() - sent).toBeLessThan(LIVE_MILLIS);
    const input = await countInput(page);
    await row.click();
    await page.locator('.timeline .row').first().waitFor();
    await page.getByRole('tab', { name: 'Raw' }).click();
    await expect.poll(() => page.locator('.raw').innerText()).toContain('"id"');
    expect(await input()).toEqual({ clicks: 2, keys: 0 });
    await page.getByRole('button', { name: 'As received' }).click();
    await page.getByText(/by process, /).waitFor();
    await page.getByRole('button', { name: 'Difference' }).click();
    await page.locator('.raw, .stack > .muted').first().waitFor();
  });

  it('by keys: j, Enter, d, arrows to Translation and Raw, Tab to what was received', async () => {
    const page = await stage.open();
    await firstRow(page).waitFor();
    await page.mouse.move(0, 0);
    const traceId = traceIdOf(901, NOW_MILLIS / 1_000 - 0.5);
    await sendOtlp(stage.xray.url, traceId, 0.5);
    await page.locator(`.traces .row[aria-rowindex="2"] a[href*="${traceId}"]`).waitFor();
    const input = await countInput(page);
    const press = (key: string): Promise<void> => page.keyboard.press(key);
    const chosen = page.locator('[role="tab"][aria-selected="true"]:focus');
    const goTo = async (tab: string): Promise<void> => {
      for (let now = await chosen.innerText(); !now.startsWith(tab); now = await chosen.innerText()) {
        await press('ArrowRight');
        await expect.poll(() => chosen.innerText()).not.toBe(now);
      }
    };
    await press('j');
    await press('Enter');
    await page.locator('.pane .facts').first().waitFor();
    await press('d');
    await goTo('Translation');
    await expect
      .poll(() => page.locator('#panel-entity').innerText())
      .toMatch(/shop\.cart\s+full\s+(?:metadata|annotation)/);
    await goTo('Raw');
    await page.locator('.raw').waitFor();
    // The panel, «As assembled», «As received».
    for (let tab = 0; tab < 3; tab++) await press('Tab');
    await press('Enter');
    await page.getByText(/by otlp/).waitFor();
    await expect.poll(() => page.locator('.raw').innerText()).toContain('"shop.cart"');
    await press('Tab');
    await press('Enter');
    // A span alone is put together as it came.
    await page.locator('[aria-pressed="true"]:focus', { hasText: 'Difference' }).waitFor();
    await page.getByText('No difference.').waitFor();
    expect((await input()).keys).toBeLessThanOrEqual(16);
  });

  it('by keys, when nothing comes: g i, Tab to the tabs, arrows to «Rejected»', async () => {
    const page = await stage.open();
    await firstRow(page).waitFor();
    await stage.xray.ingest(['{"trace_id":"1-13","id":"0123456789abcdef","name":"broken"}']);
    await page.keyboard.press('g');
    await page.keyboard.press('i');
    const tab = (name: string) => page.locator('[role="tab"]:focus', { hasText: name });
    await page.getByRole('tab', { name: 'Documents' }).waitFor();
    for (let step = 0; step < 30 && (await tab('Documents').count()) === 0; step++) await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowRight');
    await tab('Rejected').waitFor();
    await page.getByText('InvalidTraceId').first().waitFor();
  });

  it('and when nothing comes, the intake says what was refused and why', async () => {
    const page = await stage.open();
    await stage.xray.ingest(['{"trace_id":"1-12","id":"0123456789abcdef","name":"broken"}']);
    await page.getByRole('link', { name: 'Intake' }).click();
    await page.getByRole('tab', { name: 'Rejected' }).click();
    await page.getByText('InvalidTraceId').first().waitFor();
    await page.getByText('The trace_id "1-12" has 3 hex digits: neither').first().waitFor();
  });
});

describe('J5: find the request of customer 42', () => {
  it('no click, twelve keys, and two for a longer name', async () => {
    const page = await stage.open();
    await firstRow(page).waitFor();
    const input = await countInput(page);
    const press = async (...keys: string[]): Promise<void> => {
      for (const key of keys) await page.keyboard.press(key);
    };
    await press('/', 'c', 'u', 's', 't');
    await page.getByRole('option', { name: 'annotation.customer' }).waitFor();
    await press('Tab', '=', '"', 'c', '-', '4', '2');
    await page.getByRole('option', { name: '"c-42"' }).waitFor();
    await press('Enter');
    await expect.poll(() => page.locator('.traces .row').count()).toBe(1);
    expect(decodeURIComponent(page.url().replaceAll('+', ' '))).toContain('filter=annotation.customer ="c-42"');
    await press('Enter');
    await page.locator('.timeline .row').first().waitFor();
    expect(page.url()).toContain(failed().traceId);
    expect(await input()).toEqual({ clicks: 0, keys: 14 });
  });

  it('or from any annotation: only traces with this', async () => {
    const page = await stage.open(`#/traces/${failed().traceId}?select=${failed().paymentId}`);
    await page.locator('.timeline .row', { hasText: 'orders-api' }).last().click();
    await page.getByRole('tab', { name: 'Annotations' }).click();
    await page.getByRole('button', { name: 'More about customer' }).click();
    await page.getByRole('button', { name: 'Only traces with this' }).click();
    await page.waitForFunction(() => document.querySelectorAll('.traces .row').length === 1);
  });
});
