import { describe, expect, it } from 'vitest';
import { countInput, rowTexts, useStage } from './console-page.ts';
import { makeOrder } from './documents.ts';

// 40 orders of 20 customers; those of customer c-7 fail.
const orders = Array.from({ length: 40 }, (_, n) => {
  const customer = `c-${n % 20}`;
  return makeOrder(n + 1, {
    ...{ ageSeconds: 40 - n, customer, tier: n % 3 === 0 ? 'gold' : 'free' },
    outcome: customer === 'c-7' ? 'fault' : 'ok',
  });
});
const stage = useStage(orders);

describe('what is different', () => {
  it('a failing customer is found by two clicks, and what is equal is left out', async () => {
    const page = await stage.open();
    await page.locator('.traces .row').first().waitFor();
    const input = await countInput(page);
    await page.getByRole('button', { name: 'What is different?' }).click();
    const values = page.locator('.difference-list li');
    await expect
      .poll(async () => (await values.first().innerText()).replace(/\s+/g, ' '))
      .toBe('customer "c-7" 100 % 2 failing 0 % 0 others');
    expect((await values.allInnerTexts()).some((text) => text.includes('tier'))).toBe(false);
    await values.first().click();
    await expect.poll(() => rowTexts(page)).toHaveLength(2);
    expect(await page.getByRole('combobox').inputValue()).toBe('annotation.customer = "c-7"');
    expect(await input()).toEqual({ clicks: 2, keys: 0 });
  });

  it('compares a filter with the rest by keyboard, and a mistake says so', async () => {
    const page = await stage.open(`#/traces?filter=${encodeURIComponent('annotation.customer = "c-7"')}`);
    await page.locator('.traces .row').first().waitFor();
    await page.keyboard.press('d');
    const drawer = page.getByRole('complementary', { name: 'Differences' });
    await expect.poll(() => drawer.innerText()).toMatch(/2 these, 38 others/);
    await expect.poll(() => drawer.locator('li').allInnerTexts().then(String)).toMatch(/Status\s+502/);
    await page.keyboard.press('Escape');
    await expect.poll(() => drawer.count()).toBe(0);
    await page.goto(page.url().replace(/#.*/, '#/traces?filter=falt&differ=filter'));
    await drawer.getByText('The differences cannot be read').waitFor();
  });

  it('explains a failing node of the map against its other calls', async () => {
    const page = await stage.open('#/service-map');
    await page.locator('[data-node]', { hasText: 'shop-web' }).first().click();
    await page.getByRole('button', { name: 'What is different?' }).click();
    const drawer = page.getByRole('complementary', { name: 'Differences' });
    await expect.poll(() => drawer.innerText()).toMatch(/2 these, 38 others/);
    await expect.poll(() => drawer.locator('li').first().innerText()).toMatch(/customer/);
  });
});

describe('groups', () => {
  it('by any annotation: counts, failing share and times, sorted, and a row filters', async () => {
    const page = await stage.open();
    await page.locator('.traces .row').first().waitFor();
    await page.getByRole('button', { name: /Group by/ }).click();
    await page.getByRole('button', { name: 'customer', exact: true }).click();
    const rows = page.locator('.groups .row');
    await expect.poll(() => rows.count()).toBe(20);
    await page.getByRole('button', { name: 'Sort by Failing' }).click();
    await expect
      .poll(async () => (await rows.first().innerText()).replace(/\s+/g, ' '))
      .toBe('"c-7" 2 5 % 2 100 % 307 ms 307 ms 307 ms 307 ms');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await expect.poll(() => rowTexts(page)).toHaveLength(2);
    await page.goBack();
    await expect.poll(() => rows.count()).toBe(20);
  });
});

describe('free text', () => {
  it.each([
    ['c-7', 'annotation.customer = "c-7"', 2],
    ['/checkout', 'http.url CONTAINS "/checkout"', 40],
    ['annotation.tier = "gold" AND c-3', 'annotation.tier = "gold" AND annotation.customer = "c-3"', 1],
  ])('%s: the term is offered with its count, and Enter filters', async (text, filter, count) => {
    const page = await stage.open();
    await page.locator('.traces .row').first().waitFor();
    const box = page.getByRole('combobox');
    await box.fill(text);
    const option = page
      .getByRole('option')
      .filter({ hasText: filter.split(' AND ').at(-1) ?? '' })
      .first();
    await option.waitFor();
    expect(await page.locator('.filter-problem').count()).toBe(0);
    await box.press('Enter');
    await expect.poll(() => box.inputValue()).toBe(filter);
    await page.getByText(new RegExp(`^${count} traces?$`)).waitFor();
  });

  it('a mistake says what was expected there', async () => {
    const page = await stage.open();
    await page.getByRole('combobox').fill('service("shop-web") { }');
    await expect
      .poll(() => page.locator('.filter-problem').innerText())
      .toMatch(/expected a keyword such as ok, error/);
  });
});
