import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { useStage } from './console-page.ts';
import { makeOrders } from './documents.ts';

const orders = makeOrders();
// Chromium on Linux makes `en-US@posix` of it, which `Intl` refuses.
const posix = useStage(orders, { env: { LANG: 'C', LC_ALL: 'C', LANGUAGE: '' } });
const stage = useStage(orders);

/** Both histograms are drawn: something is on each canvas. */
async function drawnCharts(page: Page): Promise<number> {
  return page.locator('.histograms canvas').evaluateAll(
    (all) =>
      all.filter((canvas) => {
        const { width, height } = canvas as HTMLCanvasElement;
        const { data } = (canvas as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height);
        return data.some((value) => value !== 0);
      }).length,
  );
}

describe('in every locale all is drawn, in English, and no error is shown', () => {
  it.each([
    ['none set, LANG=C', 'none', 'reduce'],
    ['en-US@posix', 'posix', 'no-preference'],
    ['de-DE', 'de-DE', 'no-preference'],
    ['ar', 'ar', 'reduce'],
  ] as const)('%s', async (_, locale, motion) => {
    const isPosix = locale === 'none' || locale === 'posix';
    const page = await (isPosix ? posix : stage).open('', { locale: isPosix ? 'none' : locale, motion });
    if (locale === 'posix') {
      await page.addInitScript(() =>
        Object.defineProperty(navigator, 'language', { value: 'en-US@posix', configurable: true }),
      );
      await page.reload();
    }
    await page.locator('.traces .row').first().waitFor();
    await expect.poll(() => drawnCharts(page)).toBe(2);
    const [, count = ''] = /([\d.,٠-٩]+) traces/.exec(await page.locator('.toolbar').innerText()) ?? [];
    expect(count).toMatch(/^\d+$/);
    await page.locator('.traces .row').first().click();
    await page.locator('.timeline .row').first().waitFor();
    await page.goto(page.url().replace(/#.*/, '#/service-map'));
    await page.locator('[data-node]').first().waitFor();
    expect(await page.locator('.banner.bad, .broken').count()).toBe(0);
  });
});

it('a click anywhere in a row opens it, on the response bar too', async () => {
  const page = await stage.open();
  const row = page.locator('.traces .row').first();
  await row.waitFor();
  for (const place of ['.response-bar', '.response .num', '.status', '.method']) {
    // By place, as a mouse does: the uppermost element receives the click.
    const box = (await row.locator(place).first().boundingBox())!;
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await page.locator('.timeline .row').first().waitFor();
    await page.goBack();
    await row.waitFor();
  }
});

describe('loss leads somewhere', () => {
  it('a mark on Intake counts what was rejected since one last looked there, and leads to it', async () => {
    const page = await stage.open();
    const intake = page.getByRole('navigation').getByRole('link', { name: /^Intake/ });
    await page.locator('.traces .row').first().waitFor();
    expect(await intake.innerText()).toBe('Intake');
    await stage.xray.ingest(['{"trace_id":"1-14","id":"0123456789abcdef","name":"broken"}']);
    await expect.poll(() => intake.getAttribute('href')).toContain('tab=rejected');
    await expect.poll(() => intake.innerText()).toContain('1 rejected since you last looked');
    await page.reload();
    await expect.poll(() => intake.innerText()).toContain('1 rejected since you last looked');
    await intake.click();
    await page.getByText('InvalidTraceId').first().waitFor();
    await expect.poll(() => intake.innerText()).toBe('Intake');
    await page.reload();
    await page.getByText('InvalidTraceId').first().waitFor();
    expect(await intake.innerText()).toBe('Intake');
  });

  it('a trace without a segment says «root not received», and no time of it grows', async () => {
    const start = orders[0]!.documents[0]!['start_time'] as number;
    const traceId = orders[0]!.traceId.replace(/.{4}$/, 'ffff');
    const lost = { type: 'subsegment', trace_id: traceId, id: 'abcdef0123456789', parent_id: '0123456789abcdef' };
    await stage.xray.ingest([JSON.stringify({ ...lost, name: 'charge', start_time: start, end_time: start + 0.1 })]);
    const page = await stage.open();
    const row = page.locator(`.traces .row:has(a[href*="${traceId}"])`);
    await row.waitFor();
    const text = await row.innerText();
    expect(text).toContain('root not received');
    expect(text).not.toMatch(/in progress|…/);
    expect(await row.locator('.response').count()).toBe(0);
    await row.click();
    await expect.poll(() => page.locator('.trace-header').innerText()).toContain('root not received');
    expect(await page.locator('.trace-header').innerText()).not.toContain('in progress');
    await page.getByRole('link', { name: 'what was rejected' }).click();
    await page.getByRole('tab', { name: 'Rejected', selected: true }).waitFor();
  });
});

describe('nothing fails silently', () => {
  it('a chart that cannot be loaded says so, with its numbers', async () => {
    const page = await stage.open('', {});
    await page.route(/uPlot|uplot/i, (route) => route.abort());
    await page.reload();
    await page.getByText('The chart cannot be drawn').first().waitFor();
    await page
      .locator('.chart')
      .getByText(/Response times from/)
      .waitFor();
    await page.locator('.traces .row').first().waitFor();
  });

  it('an error that nothing handles is shown until it is closed', async () => {
    const page = await stage.open();
    await page.locator('.traces .row').first().waitFor();
    await page.evaluate(() => void Promise.reject(new RangeError('locale')));
    await page.getByText('RangeError: locale').waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    expect(await page.getByText('RangeError: locale').count()).toBe(0);
    stage.faults.length = 0;
  });
});
