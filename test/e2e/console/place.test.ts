import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { useStage } from './console-page.ts';
import { entityId, makeOrder, NOW_MILLIS, traceIdOf } from './documents.ts';

const orders = Array.from({ length: 120 }, (_, n) => makeOrder(n + 1, { ageSeconds: n + 1 }));
const stage = useStage(orders);

/** The focused element: its id or label, never the body. */
const focus = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const { activeElement } = document;
    return activeElement?.id || activeElement?.getAttribute('aria-label') || activeElement?.tagName || '';
  });
const scrollTop = (page: Page): Promise<number> => page.locator('.traces').evaluate((element) => element.scrollTop);

describe('place and focus', () => {
  it.each(['Back', 'Escape'])('%s gives back scroll, filter, sort and focus of the list', async (way) => {
    const page = await stage.open('#/traces?filter=service("orders-api")&sort=start');
    await page.locator('.traces .row').first().waitFor();
    await page.locator('.traces').evaluate((element) => element.scrollTo(0, 1_400));
    const row = page.locator(`#trace-${orders[65]?.traceId}`);
    await row.click();
    await page.locator('.pane[data-entity]').waitFor();
    expect(await focus(page)).toBe('POST /checkout · Local X-Ray');
    expect(await page.title()).toBe('POST /checkout · Local X-Ray');
    if (way === 'Back') await page.goBack();
    else await page.keyboard.press('Escape');
    await row.waitFor();
    await expect.poll(() => focus(page)).toBe(`trace-${orders[65]?.traceId}`);
    expect(Math.abs((await scrollTop(page)) - 1_400)).toBeLessThan(60);
    expect(page.url()).toContain('sort=start');
    expect(await page.getByRole('combobox').inputValue()).toBe('service("orders-api")');
  });

  it('Back returns to the entity that was selected before', async () => {
    const page = await stage.open(`#/traces/${orders[0]?.traceId}`);
    const at = (entity: number): Promise<void> => page.locator(`.pane[data-entity="${entityId(1, entity)}"]`).waitFor();
    for (const [name, entity] of [
      ['middleware session', 2],
      ['inventory@db', 6],
    ] as const) {
      await page.locator('.timeline .row', { hasText: name }).click();
      await at(entity);
    }
    await page.goBack();
    await at(2);
    await page.goForward();
    await at(6);
  });

  it.each([
    ['help', '#/traces', '?', 'Escape', /^Traces · /],
    ['differences', '#/traces', 'd', 'Escape', /^toggle-differences$/],
    ['values to refine by', '#/traces', 'r', 'Escape', /^toggle-refiners$/],
    ['another page', '#/traces', 'g', 'e', /^Errors · /],
  ] as const)('after %s the focus is in the page', async (_, hash, open, close, expected) => {
    const page = await stage.open(hash);
    await page.locator('.traces .row').first().waitFor();
    await page.keyboard.press(open);
    await page.keyboard.press(close);
    await expect.poll(() => focus(page)).toMatch(expected);
  });
});

describe('documents as sent', () => {
  const start = NOW_MILLIS / 1_000 - 3;
  const traceId = traceIdOf(900, start);
  const sent = `{"trace_id":"${traceId}","id":"${entityId(900, 1)}","name":"user","http":{"request":{"method":"GET","url":"http://w.test/\u202Enimda"}},"start_time":${start}.10,"end_time":${start}.90,"annotations":{"b":"42","a":42,"c":true},"metadata":{"default":{"10":1.10,"9":9007199254740993}}}`;

  it('are verbatim in the page, in copies and in files, and controls of direction are visible', async () => {
    const body = JSON.stringify({ TraceSegmentDocuments: [sent] });
    await fetch(`${stage.xray.url}/TraceSegments`, { method: 'POST', body });
    const page = await stage.open(`#/traces/${traceId}?tab=raw`);
    await page.getByRole('button', { name: 'As received' }).click();
    const raw = await page.locator('.raw').innerText();
    expect(raw).toContain('"10": 1.10,\n      "9": 9007199254740993');
    expect(raw).toContain('http://w.test/⟨U+202E⟩nimda');
    await page.getByRole('button', { name: 'Copy JSON' }).click();
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(sent);
    await page.getByRole('heading', { name: 'GET /⟨U+202E⟩nimda' }).waitFor();
    await page.getByRole('tab', { name: /Annotations/ }).click();
    await expect
      .poll(async () => (await page.locator('#panel-entity tbody').innerText()).replace(/\s+/g, ' ').trim())
      .toBe('b 42 text a 42 number c true boolean');
    await page.getByRole('button', { name: 'Export' }).click();
    const href = await page.getByRole('link', { name: 'X-Ray JSON, as sent' }).getAttribute('href');
    expect(await (await fetch(stage.xray.url + href)).text()).toBe(`${sent}\n`);
  });
});
