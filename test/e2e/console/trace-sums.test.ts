import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { countInput, useStage } from './console-page.ts';
import { entityId, makeHugeTrace, makeLoop, makeOrders } from './documents.ts';

const LOOP = 3_001;
const loop = makeLoop(LOOP, 1_204);
const huge = makeHugeTrace(3_002);
const stage = useStage(makeOrders());

const open = async (hash: string): Promise<Page> => {
  await stage.xray.ingest(loop.documents);
  const page = await stage.open(hash);
  await page.locator('.pane[data-entity]').waitFor();
  return page;
};

describe('J1: slow by many equal calls', () => {
  it('opens at the sum that explains it, no click', async () => {
    const page = await open(`#/traces/${loop.traceId}`);
    const input = await countInput(page);
    const pane = page.locator(`.pane[data-entity="${entityId(LOOP, 3)}"]`);
    await expect
      .poll(() => pane.locator('.lead').innerText())
      .toBe('stock@db × 1,204, 3.6 s of 3.7 s: looks like N+1.');
    await expect.poll(() => pane.locator('.path-sums').innerText()).toMatch(/This fold × 1,204\s+3\.6 s 98 %/);
    await page.locator('.timeline .row[aria-selected="true"]', { hasText: '× 1,204' }).waitFor();
    expect(await input()).toEqual({ clicks: 0, keys: 0 });
  });

  it('] and [ go along the critical path in order of time, a fold one step', async () => {
    const page = await open(`#/traces/${loop.traceId}?select=${entityId(LOOP, 0)}`);
    const at = (entity: number) => page.locator(`.pane[data-entity="${entityId(LOOP, entity)}"]`).waitFor();
    for (const entity of [1, 3, 2, 0]) {
      await page.keyboard.press(']');
      await at(entity);
    }
    await page.keyboard.press('[');
    await at(2);
    expect(await page.locator('.timeline .row').count()).toBe(4);
  });
});

describe('statistics', () => {
  it('count, total, self, average and p95 per service and name; a row selects the longest', async () => {
    const page = await open(`#/traces/${loop.traceId}`);
    await page.getByRole('button', { name: 'Statistics' }).click();
    const rows = page.locator('.statistics .row');
    await rows.first().waitFor();
    const text = async (): Promise<string> => (await rows.first().innerText()).replace(/\s+/g, ' ');
    expect(await text()).toBe('shop-web stock@db 3.6 s 98 % 1,204 – 3.6 s 3.6 s 3 ms 3 ms');
    await page.getByRole('button', { name: 'Sort by Average' }).click();
    await expect.poll(text).toContain('shop-web shop-web');
    await rows.filter({ hasText: 'pay.example.com' }).click();
    await page.locator(`.pane[data-entity="${entityId(LOOP, 2)}"]`).waitFor();
    await page.getByRole('button', { name: 'Per service' }).click();
    await expect.poll(() => rows.count()).toBe(1);
    await page.keyboard.press('v');
    await page.locator('.timeline .row').first().waitFor();
  });

  it('of a hundred thousand entities are there, and found sums are right', async () => {
    await stage.xray.ingest(huge.documents);
    const page = await open(`#/traces/${huge.traceId}?view=statistics&order=-count`);
    await page.locator('.statistics .row', { hasText: 'tick' }).waitFor();
    expect((await page.locator('.statistics .row').first().innerText()).replace(/\s+/g, ' ')).toContain('24,999');
    expect(await page.locator('.statistics .row').count()).toBeLessThan(100);
    await page.getByRole('button', { name: 'Flame' }).click();
    await page.locator('.flame-box', { hasText: 'tick' }).waitFor();
    expect(await page.locator('.flame-box').count()).toBeLessThan(1_500);
  });
});

describe('flame view', () => {
  it('merges calls of one name, enlarges by a click, and moves by arrows', async () => {
    const page = await open(`#/traces/${loop.traceId}?view=flame`);
    const box = (name: string) => page.getByRole('treeitem', { name });
    await box('stock@db × 1,204: 3.6 s, 98 %').waitFor();
    await box('load cart: 3.6 s').click();
    await expect.poll(() => page.url()).toContain(`flame=${entityId(LOOP, 1)}`);
    await expect.poll(() => box('pay.example.com').count()).toBe(0);
    await page.keyboard.press('ArrowDown');
    await page.locator(`.pane[data-entity="${entityId(LOOP, 3)}"]`).waitFor();
    await page.getByRole('button', { name: 'Whole trace' }).click();
    await box('pay.example.com').waitFor();
  });
});

it('times carry the zone once', async () => {
  const page = await open(`#/traces/${loop.traceId}`);
  const zones = async (): Promise<number> => (await page.locator('body').innerText()).match(/\bUTC\b/g)?.length ?? 0;
  expect(await zones()).toBe(1);
  await page.keyboard.press('Escape');
  await page.locator('.traces .row').first().waitFor();
  expect(await zones()).toBe(1);
});
