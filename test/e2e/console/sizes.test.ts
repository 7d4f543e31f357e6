import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { useStage } from './console-page.ts';
import { makeHugeTrace, makeManyServices } from './documents.ts';

// More than anyone would look at: the page answers all the while, draws what is in view, and says what it leaves out.
const stage = useStage([]);

// Seven seconds each on a machine that does nothing else.
const PATIENCE = 240_000;

/** Elements of a page, however much there is to show. */
const MOST_ELEMENTS = 1_000;

/**
 * How long nothing may be drawn, in readings of a hundred thousand entities' JSON in the same page: what goes over all of them a few times passes on any
 * machine, what compares each with each does not.
 */
const MOST_READINGS = 150;

/** Watches how long the page draws nothing. */
async function watchFrames(page: Page): Promise<{ longestInReadings(): Promise<number> }> {
  const reading = await page.evaluate(() => {
    const entities = Array.from({ length: 100_000 }, (_, index) => ({
      id: index.toString(16).padStart(16, '0'),
      kind: 'subsegment',
      name: `item ${index}`,
      start: index,
      end: index + 1,
      flags: [],
      counts: {},
    }));
    const text = JSON.stringify(entities);
    const times = [0, 1, 2].map(() => {
      const begun = performance.now();
      JSON.parse(text);
      return performance.now() - begun;
    });
    const state = globalThis as unknown as { longest: number };
    state.longest = 0;
    let last = performance.now();
    const watch = (): void => {
      const now = performance.now();
      state.longest = Math.max(state.longest, now - last);
      last = now;
      requestAnimationFrame(watch);
    };
    requestAnimationFrame(watch);
    return times.sort((a, b) => a - b)[1] ?? 0;
  });
  return {
    longestInReadings: () =>
      page.evaluate(async (unit) => {
        // Of what is going on in this frame, too.
        await new Promise(requestAnimationFrame);
        return (globalThis as unknown as { longest: number }).longest / unit;
      }, reading),
  };
}

const countElements = (page: Page): Promise<number> => page.evaluate(() => document.querySelectorAll('*').length);

it('a trace of a hundred thousand entities is opened, found in, walked through and scrolled to its end', {
  timeout: PATIENCE,
}, async () => {
  const { traceId, documents } = makeHugeTrace(1);
  expect((await stage.xray.ingest(documents)).UnprocessedTraceSegments).toEqual([]);
  const page = await stage.open('#/settings');
  page.setDefaultTimeout(PATIENCE / 4);
  const frames = await watchFrames(page);
  const row = (text: string) => page.locator('.timeline .row').filter({ hasText: text });
  await page.evaluate((id) => {
    location.hash = `#/traces/${id}`;
  }, traceId);
  // It opens at the sum that explains most of its time.
  await row('× 24,999').waitFor();
  await page.locator('.timeline').evaluate((grid) => {
    grid.scrollTop = 0;
  });
  await row('step 0').first().waitFor();
  await page.getByText('100,000 segments and subsegments').waitFor();
  // What went on between fifty thousand calls is a hundred bars, not fifty thousand.
  await page.locator('.timeline .row').first().locator('.bar-path').first().waitFor();
  await page.locator('.pane .facts').first().waitFor();
  expect(await countElements(page)).toBeLessThan(MOST_ELEMENTS);

  await page.locator('#find-in-trace').fill('message 24999');
  await page.getByText('1 found').waitFor();
  await page.keyboard.press('Enter');
  await row('message 24999').waitFor();
  await page.locator('.pane h2', { hasText: 'message 24999' }).waitFor();
  await page.keyboard.press('Escape');
  expect(await countElements(page)).toBeLessThan(MOST_ELEMENTS);

  await page.keyboard.press('k');
  await page.locator('.pane h2', { hasText: 'message 24998' }).waitFor();
  await page.keyboard.press('e');
  await page.locator('.pane h2', { hasText: /^message 7$/ }).waitFor();
  await page.keyboard.press(']');
  await page.locator('.pane h2', { hasText: /^message 7$/ }).waitFor({ state: 'detached' });

  await page.locator('.timeline').evaluate((grid) => {
    grid.scrollTop = grid.scrollHeight;
  });
  const run = row('× 24,999');
  await run.waitFor();
  await run.getByRole('button', { name: 'Unfold' }).click();
  await expect.poll(() => page.locator('.timeline').getAttribute('aria-rowcount')).toBe('100001');
  expect(await countElements(page)).toBeLessThan(MOST_ELEMENTS);
  await page.keyboard.press('m');
  await page.locator('.trace-map [data-node]').first().waitFor();
  expect(await frames.longestInReadings()).toBeLessThan(MOST_READINGS);
});

it('ten thousand services: every page opens, draws a part, and says where the rest is', {
  timeout: PATIENCE,
}, async () => {
  const { traceId, documents } = makeManyServices(2, 10_000);
  expect((await stage.xray.ingest(documents)).UnprocessedTraceSegments).toEqual([]);
  const page = await stage.open('#/settings');
  page.setDefaultTimeout(PATIENCE / 4);
  const frames = await watchFrames(page);
  const go = (hash: string): Promise<void> =>
    page.evaluate((to) => {
      location.hash = to;
    }, hash);

  await go('#/traces?filter=service("service-7")');
  await page.locator('.traces .row').first().waitFor();
  await page.keyboard.press('r');
  await page.locator('.drawer').getByText('more: type annotation.').waitFor();
  expect(await countElements(page)).toBeLessThan(3 * MOST_ELEMENTS);
  await page.locator('.drawer [aria-label="Close"]').click();
  await page.locator('.menu-anchor > button', { hasText: 'Columns' }).click();
  await page.getByLabel('Find among 2,000 annotations').fill('key-1999');
  await page.getByRole('checkbox', { name: 'key-1999' }).check();
  await page.getByRole('columnheader', { name: 'key-1999' }).waitFor();

  await go('#/service-map');
  await page.locator('[data-node]').filter({ hasText: 'service-5000' }).waitFor();
  await page.getByText(/of 10,00\d nodes/).waitFor();
  await page.locator('option', { hasText: 'with fewer calls: in the table' }).waitFor({ state: 'attached' });
  expect(await countElements(page)).toBeLessThan(2 * MOST_ELEMENTS);
  await page.getByRole('button', { name: 'Table' }).click();
  await page
    .getByText(/^The first 1,000 of 10,00\d are here/)
    .first()
    .waitFor();
  await page.getByLabel(/^Find among 10,00\d nodes/).fill('service-9999');
  await page.getByText('1 found').waitFor();
  await page.locator('.table').first().getByText('service-9999').click();
  await page.locator('.map-panel').getByText('service-9999').first().waitFor();

  await go(`#/traces/${traceId}`);
  await page.locator('.timeline .row').first().waitFor();
  await page.getByRole('button', { name: 'Services shown' }).click();
  await page.getByText('100 of 10,000 services').waitFor();
  expect(await countElements(page)).toBeLessThan(2 * MOST_ELEMENTS);
  await page.getByLabel('Find among 10,000 services').fill('service-5000');
  await page.getByRole('checkbox', { name: 'service-5000' }).uncheck();
  await page.getByText('1 left out').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('m');
  await page.locator('.trace-map [data-node]').first().waitFor();
  expect(await frames.longestInReadings()).toBeLessThan(MOST_READINGS);
});
