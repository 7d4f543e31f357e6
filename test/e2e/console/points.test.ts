import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { isDeepStrictEqual, promisify } from 'node:util';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { LIVE_MILLIS, rowTexts, sendOtlp, startStage, useStage } from './console-page.ts';
import { entityId, makeLongTrace, makeOrder, makeOrders, NOW_MILLIS, type Order, traceIdOf } from './documents.ts';

// What the console must show or do, point by point: docs/console.md names each test here.
const orders = makeOrders();
const stage = useStage(orders);
let next = 2_000;
/** A bar of one trace beside some of a dozen has fewer pixels on a linear scale, and more on a logarithmic one. */
const LOW = 400;

const failed = (): Order => orders[1]!;
const row = (page: Page, traceId: string) => page.locator(`.traces .row:has(a[href*="${traceId}"])`);
const openTrace = async (hash: string): Promise<Page> => {
  const page = await stage.open(hash);
  await page.locator('.timeline .row').first().waitFor();
  return page;
};
/** Over UDP, as daemons are sent to. */
const send = async (...documents: object[]): Promise<void> => {
  const socket = createSocket('udp4');
  for (const document of documents) {
    const datagram = `{"format":"json","version":1}\n${JSON.stringify(document)}`;
    await new Promise<void>((resolve, reject) =>
      socket.send(datagram, stage.xray.udpPort, '127.0.0.1', (error) => (error ? reject(error) : resolve())),
    );
  }
  socket.close();
};

describe('1: seen at once', () => {
  it('a datagram is a row without reloading, and pausing counts what comes instead', async () => {
    const page = await stage.open();
    await page.locator('.traces .row').first().waitFor();
    await page.mouse.move(0, 0);
    const first = makeOrder(next++, { ageSeconds: 1 });
    const sent = performance.now();
    await send(...first.documents);
    await row(page, first.traceId).waitFor();
    expect(performance.now() - sent).toBeLessThan(LIVE_MILLIS);

    await page.keyboard.press('p');
    const second = makeOrder(next++, { ageSeconds: 1 });
    await send(...second.documents);
    await page.getByRole('button', { name: '1 new' }).waitFor();
    expect(await row(page, second.traceId).count()).toBe(0);
    await page.getByRole('button', { name: '1 new' }).click();
    await row(page, second.traceId).waitFor();
  });

  it('while a row is pointed at nothing moves: new ones wait behind a button', async () => {
    const page = await stage.open();
    await page.locator('.traces .row').nth(3).hover();
    const before = await rowTexts(page);
    await send(...makeOrder(next++, { ageSeconds: 0.5 }).documents);
    await page.getByRole('button', { name: '1 new' }).waitFor();
    expect(await rowTexts(page)).toEqual(before);
    await page.mouse.move(0, 0);
    await page.getByRole('button', { name: '1 new' }).waitFor({ state: 'detached' });
  });

  it('an open trace grows: the bar that was striped ends, and what came later has a row', async () => {
    const traceId = traceIdOf(next, NOW_MILLIS / 1_000 - 2);
    const root = { trace_id: traceId, id: entityId(next, 1), name: 'worker', start_time: NOW_MILLIS / 1_000 - 2 };
    next++;
    await send({ ...root, in_progress: true });
    const page = await openTrace(`#/traces/${traceId}`);
    await page.locator('.timeline .stripes').waitFor();
    await expect.poll(() => page.locator('.trace-header').innerText()).toContain('partial');
    const list = await stage.open();
    const time = row(list, traceId).locator('.response .num');
    await expect.poll(() => time.innerText()).toMatch(/^[\d.]+ m?s …$/);
    const first = await time.innerText();
    await expect.poll(() => time.innerText()).not.toBe(first);
    const child = {
      id: entityId(next, 2),
      name: 'late step',
      start_time: root.start_time + 1,
      end_time: root.start_time + 1.5,
    };
    await send({ ...root, end_time: root.start_time + 2, subsegments: [child] });
    await page.locator('.timeline .row', { hasText: 'late step' }).waitFor();
    await page.locator('.timeline .stripes').waitFor({ state: 'detached' });
  });
});

describe('2: small, at once, without network', () => {
  it('paints the frame before any script, loads nothing from elsewhere and keeps to its policy', async () => {
    const page = await stage.open();
    await page.locator('.traces .row').first().waitFor();
    // Painted means that something is seen; how soon is measured by `npm run bench -- console`.
    await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length === 1);
    const html = await (await fetch(stage.xray.url)).text();
    expect(html).toContain('shell-rail');
    expect(stage.faults).toEqual([]);
  });
});

describe('3: the map', () => {
  it('has types, rings, numbers; nodes and lines are clicked; a drag over the histogram asks for those traces', async () => {
    const page = await stage.open('#/service-map');
    const node = page.locator('[data-node]').filter({ hasText: 'orders-api' });
    await node.waitFor();
    await expect
      .poll(() => node.getByRole('button').getAttribute('aria-label'))
      .toMatch(/^orders-api, Fargate task, [\d.]+ ms average, [\d.]+ calls a minute, [\d.]+ % fault/);
    await expect.poll(() => node.locator('.map-ring').count()).toBeGreaterThan(1);
    for (const name of [
      'orders, DynamoDB table',
      'inventory@db.example.com, SQL database',
      'pay.example.com, remote service',
      'shop-web, client',
    ])
      await expect.poll(() => page.locator(`[data-node] [aria-label^="${name}"]`).count()).toBe(1);
    await page.locator('[data-edge][aria-label^="orders-api to pay.example.com"]').dispatchEvent('click');
    await page.getByText('as the caller saw it').waitFor();
    const overTime = page.locator('.map-panel').getByRole('img', { name: / calls over time, 1 of them failed\./ });
    await overTime.waitFor();
    await drag(page, '.map-panel .histogram .u-over');
    await page.waitForFunction(() => /^#\/service-map\?.*timeRange=/.test(location.hash));
    await page.goBack();
    await overTime.waitFor();
    await drag(page, '.map-panel .u-over');
    await page.waitForFunction(() => location.hash.startsWith('#/traces?'));
    expect(filterOf(page)).toMatch(
      /^edge\(.*"orders-api".*, .*"pay\.example\.com".*\) \{ responsetime >= [\d.]+ AND responsetime < [\d.]+ \}$/,
    );
  });
});

describe('4: the map obeys', () => {
  it('the filter and the range; and one trace has its own', async () => {
    const page = await stage.open('#/service-map?filter=fault');
    await page.getByText('5 nodes').or(page.getByText('6 nodes')).waitFor();
    expect(
      await page
        .locator('[data-node]')
        .filter({ hasText: 'pay.example.com' })
        .getByRole('button')
        .getAttribute('aria-label'),
    ).toContain('100 % fault');
    await page.goto(`${stage.xray.url}/#/traces/${failed().traceId}`);
    await page.locator('.timeline .row').first().waitFor();
    await page.keyboard.press('m');
    await page.locator('.trace-map [data-node]').filter({ hasText: 'orders-api' }).click();
    await page.locator(`.pane[data-entity="${entityId(2, 4)}"]`).waitFor();
    await page.locator('.trace-map .map-node.selected', { hasText: 'orders-api' }).waitFor();
    await page.locator('.trace-map [data-edge][aria-label^="orders-api to pay.example.com"]').dispatchEvent('click');
    await page.locator(`.pane[data-entity="${failed().paymentId}"]`).waitFor();
    await page.locator('.trace-map .map-node.selected', { hasText: 'pay.example.com' }).waitFor();
  });
});

describe('4: the map stays', () => {
  it('where it was moved to when a node joins', async () => {
    const own = await startStage();
    try {
      await own.xray.ingest(makeOrder(next++, { ageSeconds: 5 }).documents);
      const page = await own.open('#/service-map');
      const node = page.locator('[data-node]').filter({ hasText: 'orders-api' });
      await node.waitFor();
      const map = (await page.locator('.map').boundingBox())!;
      await page.mouse.move(map.x + 200, map.y + 40);
      await page.mouse.down();
      await page.mouse.move(map.x + 260, map.y + 100, { steps: 4 });
      await page.mouse.up();
      await node.click();
      await page.locator('.map-panel').waitFor();
      const place = async (): Promise<number[]> => {
        const { x, y } = (await node.locator('.map-disc').boundingBox())!;
        return [Math.round(x), Math.round(y)];
      };
      const before = await place();
      const start = NOW_MILLIS / 1_000 - 4;
      for (const [index, name] of ['newcomer', 'another', 'a-third'].entries())
        await own.xray.ingest([
          {
            trace_id: traceIdOf(next, start),
            id: entityId(next++, 1),
            name,
            start_time: start + index,
            end_time: start + index + 0.5,
          },
        ]);
      for (const name of ['newcomer', 'another', 'a-third'])
        await page.locator(`[data-node] [aria-label^="${name}, service"]`).waitFor();
      await page.locator('.map-box:not([data-revision="laying out"])').waitFor();
      await expect.poll(place).toEqual(before);
    } finally {
      await own.close();
    }
    expect(own.faults).toEqual([]);
  });
});

describe('5: the filter box', () => {
  it('completes by position, shows a mistake where it is, remembers, saves a group, copies for the AWS CLI', async () => {
    const page = await stage.open();
    await page.locator('.traces .row').first().waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('service("orders-');
    await page.getByRole('option', { name: '"orders-api"' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.type(') { faul');
    await page.getByRole('option', { name: 'fault' }).waitFor();
    await expect.poll(() => page.locator('.token-problem').count()).toBe(1);
    // A fitting completion answers the mistake.
    expect(await page.locator('#filter-problem').count()).toBe(0);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('#filter-problem').innerText()).toMatch(/^At \d+: .*; did you mean fault\?$/);
    await page.keyboard.type('t }');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelectorAll('.traces .row').length === 1);
    expect(filterOf(page)).toContain('service("orders-api"');

    await page.keyboard.press('/');
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.keyboard.press('ArrowUp');
    await page.getByRole('option', { name: 'service("orders-api"' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: /^Group: / }).click();
    await page.getByRole('button', { name: 'Save this filter as a group' }).click();
    await page.getByLabel('Name').fill('failing-orders');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.waitForFunction(() => location.hash.includes('group=failing-orders'));
    await page.waitForFunction(() => document.querySelectorAll('.traces .row').length === 1);

    await page.getByRole('button', { name: /^Group: / }).click();
    await page.getByRole('button', { name: 'Copy as AWS CLI command' }).click();
    await page.getByText('Copied the AWS CLI command').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(`aws xray get-trace-summaries`);
  });

  it('takes a completion by a click', async () => {
    const page = await stage.open();
    await page.locator('.traces .row').first().waitFor();
    await page.getByRole('combobox').click();
    await page.keyboard.type('faul');
    await page.getByRole('option', { name: 'fault' }).click();
    await expect.poll(() => page.getByRole('combobox').inputValue()).toBe('fault ');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelectorAll('.traces .row').length === 1);
  });

  it('a filter in a link that cannot be read says so, and the page stays', async () => {
    const page = await stage.open('#/traces?filter=service(');
    await page.getByRole('alert').waitFor();
    await expect.poll(() => page.getByRole('alert').innerText()).toMatch(/expected/);
  });
});

describe('6: the list', () => {
  it.each([
    ['Response', 'descending'],
    ['Request', 'ascending'],
    ['Status', 'descending'],
  ])('is sorted by %s both ways, over all traces', async (label, direction) => {
    const page = await stage.open();
    await page.locator('.traces .row').first().waitFor();
    const header = page.getByRole('button', { name: `Sort by ${label}` });
    for (let click = 0; click < (direction === 'descending' ? 1 : 2); click++) {
      const answered = page.waitForResponse((response) => response.url().endsWith('/-/traces/query'));
      await header.click();
      await answered;
    }
    await page.locator(`[aria-sort="${direction}"]`).waitFor();
    await page.waitForFunction(() => document.querySelector('.traces')?.getAttribute('aria-busy') === 'false');
    const column = { Response: 5, Request: 3, Status: 4 }[label]!;
    await expect
      .poll(async () => {
        const cells = await page.locator(`.traces .row > :nth-child(${column + 1})`).allInnerTexts();
        const values = cells.map((cell) => (label === 'Request' ? cell.replace(/^\w+ /, '') : toMillis(cell)));
        // What has no status comes last, both ways.
        const known = values.filter((value) => !Number.isNaN(value));
        const sorted = [...known].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
        return { first: values.slice(0, known.length), sorted: direction === 'ascending' ? sorted : sorted.reverse() };
      })
      .toSatisfy(({ first, sorted }) => first.length > 1 && isDeepStrictEqual(first, sorted));
  });

  it('draws its histograms anew when the system has another theme', async () => {
    const page = await stage.open('#/traces');
    const hasColour = (wanted: string): Promise<boolean> =>
      page.evaluate((colour) => {
        const canvas = document.querySelector<HTMLCanvasElement>('.histograms canvas');
        const data = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
        for (let at = 0; at < data.length; at += 4) if (data.slice(at, at + 3).join() === colour) return true;
        return false;
      }, wanted);
    const light = '26,148,128';
    const dark = '92,206,183';
    await expect.poll(() => hasColour(light)).toBe(true);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(() => hasColour(dark)).toBe(true);
    expect(await hasColour(light)).toBe(false);
  });

  it('shows few beside many where its histograms are logarithmic, and remembers that', async () => {
    const page = await stage.open();
    const faultPixels = (): Promise<number> =>
      page
        .locator('.histogram canvas')
        .first()
        .evaluate((element) => {
          const canvas = element as HTMLCanvasElement;
          const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
          let count = 0;
          for (let at = 0; at < data.length; at += 4)
            if (data[at] === 0xb7 && data[at + 1] === 0x18 && data[at + 2] === 0x24) count++;
          return count;
        });
    const isLow = (pixels: number): boolean => pixels > 0 && pixels < LOW;
    await expect.poll(faultPixels).toSatisfy(isLow);
    await page.getByRole('button', { name: 'logarithmic' }).first().click();
    await expect.poll(faultPixels).toBeGreaterThan(LOW);
    await page.reload();
    await page.getByRole('button', { name: 'linear' }).first().click();
    await expect.poll(faultPixels).toSatisfy(isLow);
  });

  it('has columns from annotations', async () => {
    const page = await stage.open();
    await page.locator('.traces .row').first().waitFor();
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByLabel('tier').check();
    await page.keyboard.press('Escape');
    await page.getByRole('columnheader', { name: 'tier' }).waitFor();
    await page.waitForFunction(
      (id) => document.querySelector(`.row:has(a[href*="${id}"])`)?.textContent?.includes('gold'),
      failed().traceId,
    );
    // One more from a trace.
    await row(page, failed().traceId).click();
    await page.locator(`#row-${entityId(2, 4)}`).click();
    await page.getByRole('tab', { name: 'Annotations' }).click();
    await page.getByRole('button', { name: 'More about customer' }).click();
    await page.getByRole('button', { name: 'As column of the list' }).click();
    for (const name of ['tier', 'customer']) await page.getByRole('columnheader', { name }).waitFor();
  });
});

describe('7: the timeline', () => {
  it('nests, marks what is inferred, shows critical path and gaps, and finds', async () => {
    const page = await openTrace(`#/traces/${orders[10]!.traceId}`);
    await expect.poll(() => page.locator('.timeline .row').count()).toBe(7);
    await expect.poll(() => page.locator('.timeline .tag', { hasText: 'inferred' }).count()).toBe(3);
    await expect.poll(() => page.locator('.bar-path').count()).toBeGreaterThan(4);
    expect(await page.locator('.bar-gap').count()).toBe(0);
    await page.keyboard.press('f');
    await page.keyboard.type('reserved = false');
    await page.getByText('1 found').waitFor();
    await expect.poll(() => page.locator('.is-hit').innerText()).toContain('inventory');
    await page.keyboard.press('Enter');
    await page.locator(`.pane[data-entity="${entityId(11, 6)}"]`).waitFor();
    await page.getByRole('button', { name: 'Self time' }).click();
    await page.locator('.bar-text', { hasText: 'self' }).first().waitFor();
    const gaps = await openTrace(`#/traces/${failed().traceId}`);
    await expect
      .poll(() => gaps.locator('.bar-gap').first().getAttribute('title'))
      .toMatch(/^19 ms without subsegment$/);
    // In words where there is room for them.
    await expect.poll(() => gaps.locator('.gap-text').first().isVisible()).toBe(false);
    await gaps.goto(`${new URL(gaps.url()).origin}/#/traces/${failed().traceId}?zoom=30000-70000`);
    await expect.poll(() => gaps.locator('.gap-text').first().isVisible()).toBe(true);
  });

  it('folds and unfolds, by mouse and by keys', async () => {
    const page = await openTrace(`#/traces/${failed().traceId}`);
    await page.locator(`#row-${entityId(2, 4)}`).click();
    await page.keyboard.press('h');
    await page.waitForFunction(() => document.querySelectorAll('.timeline .row').length === 4);
    await page.keyboard.press('l');
    await page.waitForFunction(() => document.querySelectorAll('.timeline .row').length === 7);
    await page.getByRole('button', { name: 'Services' }).click();
    await page.getByLabel('orders-api').uncheck();
    await page.waitForFunction(() => document.querySelectorAll('.timeline .row').length === 3);
  });

  it('zooms by a drag over the small picture, says so in the address, and shows all again', async () => {
    const page = await openTrace(`#/traces/${failed().traceId}`);
    await drag(page, '.minimap');
    await page.waitForFunction(() => /zoom=\d+-\d+/.test(location.hash));
    await expect.poll(() => page.locator('.minimap-row').innerText()).toMatch(/^1\d\d ms of 307 ms/);
    await page.getByRole('button', { name: 'Whole time' }).click();
    await page.getByText('307 ms of 307 ms').waitFor();
  });

  it('has ten thousand rows, and a thousand elements', async () => {
    const long = makeLongTrace(next++, 10_000);
    await stage.xray.ingest(long.documents);
    const page = await openTrace(`#/traces/${long.traceId}`);
    const grid = page.locator('.timeline');
    expect(Number(await grid.getAttribute('aria-rowcount'))).toBeGreaterThan(10_000);
    expect(await page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(1_000);
    await grid.evaluate((element) => {
      element.scrollTop = element.scrollHeight;
    });
    await page.locator('.timeline .row', { hasText: 'item 98' }).last().waitFor();
    expect(await page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(1_000);
  });

  it('folds ten and more alike siblings into one row, which opens', async () => {
    const traceId = traceIdOf(next, NOW_MILLIS / 1_000 - 5);
    const start = NOW_MILLIS / 1_000 - 5;
    const calls = Array.from({ length: 40 }, (_, index) => ({
      id: entityId(next, 10 + index),
      name: 'lookup',
      start_time: start + index * 0.01,
      end_time: start + index * 0.01 + 0.005,
    }));
    await stage.xray.ingest([
      {
        trace_id: traceId,
        id: entityId(next, 1),
        name: 'loop',
        start_time: start,
        end_time: start + 1,
        subsegments: calls,
      },
    ]);
    next++;
    const page = await openTrace(`#/traces/${traceId}`);
    const run = page.locator('.timeline .row', { hasText: '× 40' });
    await expect.poll(() => run.innerText()).toMatch(/200 ms in all, max 5 ms/);
    await run.getByRole('button', { name: 'Unfold' }).click();
    await page.waitForFunction(() => document.querySelectorAll('.timeline .row').length > 25);
  });
});

describe('8: everything about an entity', () => {
  it('in tabs: resources, annotations, metadata, SQL laid out, raw and its difference', async () => {
    const page = await openTrace(`#/traces/${failed().traceId}?select=${entityId(2, 1)}`);
    const tab = (name: string) => page.getByRole('tab', { name });
    await tab('Resources').click();
    await page.getByText('EC2 instance').waitFor();
    await tab('Annotations').click();
    await expect.poll(() => page.locator('#panel-entity').innerText()).toMatch(/tier\s+gold/);
    await tab('Metadata').click();
    await page.getByText('session-2').waitFor();
    await page.locator(`#row-${entityId(2, 5)}`).click();
    await tab('Overview').click();
    await expect
      .poll(() => page.locator('#panel-entity').innerText())
      .toMatch(/Operation\s+PutItem[\s\S]*AWS\s+table_name orders\s+region eu-west-1/);
    await page.locator(`#row-${entityId(2, 6)}`).click();
    await tab('SQL').click();
    await page.getByText(/GROUP BY/).waitFor();
    await expect.poll(() => page.locator('.code pre').innerText()).toMatch(/^SELECT\n {2}sku,\n/);
    await tab('Raw').click();
    await page.getByRole('button', { name: 'As received' }).click();
    await expect.poll(() => page.locator('.raw').innerText()).toContain('"trace_id"');
    await page.getByRole('button', { name: 'Difference' }).click();
    await page.locator('.diff-removed').first().waitFor();
  });
});

describe('8: the pane', () => {
  it('is beside the timeline or below it, as large as one likes, and stays so', async () => {
    const page = await openTrace(`#/traces/${failed().traceId}`);
    const boxes = async () => {
      const [timeline, pane] = await Promise.all([
        page.locator('.timeline').boundingBox(),
        page.locator('.pane').boundingBox(),
      ]);
      return {
        isBeside: pane!.x >= timeline!.x + timeline!.width,
        isBelow: pane!.y >= timeline!.y + timeline!.height,
        paneWidth: pane!.width,
        paneHeight: pane!.height,
        timelineWidth: timeline!.width,
      };
    };
    await expect.poll(boxes).toMatchObject({ isBeside: true, isBelow: false });
    const beside = await boxes();
    await page.getByRole('button', { name: 'Put the details below the timeline' }).click();
    await page.getByRole('separator', { name: 'Height of the details' }).press('ArrowUp');
    await page.reload();
    await page.locator('.timeline .row').first().waitFor();
    await expect.poll(boxes).toMatchObject({ isBeside: false, isBelow: true, paneHeight: 340 });
    expect((await boxes()).timelineWidth).toBeGreaterThan(beside.timelineWidth);
    await page.getByRole('button', { name: 'Put the details beside the timeline' }).click();
    await expect.poll(boxes).toMatchObject({ isBeside: true, isBelow: false, paneWidth: beside.paneWidth });
  });
});

describe('9: what became of each attribute', () => {
  it('of a span that came as OTLP: field, annotation, metadata', async () => {
    const traceId = traceIdOf(next++, NOW_MILLIS / 1_000 - 3);
    await sendOtlp(stage.xray.url, traceId, 3);
    const page = await openTrace(`#/traces/${traceId}`);
    await page.getByRole('tab', { name: 'Translation' }).click();
    const pane = page.locator('#panel-entity');
    for (const row of [
      /http\.request\.method\s+GET\s+field\s+\/http\/request\/method/,
      /shop\.cart\s+full\s+(?:metadata|annotation)/,
    ])
      await expect.poll(() => pane.innerText()).toMatch(row);
  });
});

describe('10: notes', () => {
  it('say what is odd and what to do', async () => {
    const traceId = traceIdOf(next, NOW_MILLIS / 1_000 - 4);
    const start = NOW_MILLIS / 1_000 - 4;
    await stage.xray.ingest([
      {
        trace_id: traceId,
        id: entityId(next, 1),
        name: 'bad*name',
        start_time: start,
        end_time: start + 1,
        http: { response: { status: 500 } },
      },
    ]);
    next++;
    const page = await openTrace(`#/traces/${traceId}?tab=notes`);
    const pane = page.locator('#panel-entity');
    for (const note of [/status without fault/i, /repaired name/i])
      await expect.poll(() => pane.innerText()).toMatch(note);
    await expect.poll(() => page.locator('.note .muted').first().innerText()).toMatch(/\w{4,}/);
    await page.goto(`${stage.xray.url}/#/intake?tab=notes`);
    await page.getByText('status without fault').waitFor();
  });
});

describe('11: intake', () => {
  it('counts what came by which way, and shows what was refused with its first bytes', async () => {
    await fetch(`${stage.xray.url}/TraceSegments`, {
      method: 'POST',
      body: JSON.stringify({ TraceSegmentDocuments: ['no json at all'] }),
    });
    const page = await stage.open('#/intake');
    await page.getByText('documents taken').waitFor();
    await expect.poll(() => page.locator('.intake-facts').innerText()).toContain(stage.xray.url);
    await page.getByRole('tab', { name: 'Rejected' }).click();
    await page.getByText('First 14 bytes').first().click();
    await page.getByText('no json at all').waitFor();
    await page.getByRole('tab', { name: 'Sampling' }).click();
    await page.getByText('It falls under').waitFor();
    await expect.poll(() => page.locator('#panel-intake').innerText()).toContain('Default');
  });
});

describe('12: compare', () => {
  it('two traces, chosen in the list', async () => {
    const page = await stage.open('#/traces?filter=http.method+%3D+%22POST%22+AND+responsetime+%3E+0.2');
    await row(page, failed().traceId).getByRole('checkbox').check();
    await row(page, orders[10]!.traceId).getByRole('checkbox').check();
    await page.getByRole('link', { name: 'Compare' }).click();
    await page.locator('.compare .row', { hasText: 'pay.example.com' }).waitFor();
    await expect
      .poll(() => page.locator('.compare .row', { hasText: 'pay.example.com' }).innerText())
      .toMatch(/220 ms[\s\S]*900 ms[\s\S]*\+680 ms slower/);
  });

  it('two filters over one range', async () => {
    const page = await stage.open('#/compare?filterA=fault&filterB=ok');
    await page.getByRole('heading', { name: 'Differences' }).waitFor();
    await expect.poll(() => page.locator('.table').innerText()).toMatch(/tier = gold\s+100 %/);
    await expect.poll(() => page.locator('.chart').count()).toBe(2);
  });
});

describe('13: links between traces', () => {
  it('lead both ways', async () => {
    const producer = makeOrder(next++, { ageSeconds: 3 });
    const traceId = traceIdOf(next, NOW_MILLIS / 1_000 - 2);
    const start = NOW_MILLIS / 1_000 - 2;
    await stage.xray.ingest([
      ...producer.documents,
      {
        trace_id: traceId,
        id: entityId(next, 1),
        name: 'mailer',
        start_time: start,
        end_time: start + 0.5,
        links: [{ trace_id: producer.traceId, id: producer.paymentId }],
      },
    ]);
    next++;
    const page = await openTrace(`#/traces/${traceId}`);
    await page
      .getByRole('button', { name: 'Linked traces' })
      .or(page.getByRole('button', { name: 'Linked: 1' }))
      .click();
    await page.locator('.menu a', { hasText: 'shop-web' }).click();
    await page.waitForFunction((id) => location.hash.includes(id), producer.traceId);
    await page
      .getByRole('button', { name: 'Linked: 1' })
      .or(page.getByRole('button', { name: 'Linked traces' }))
      .click();
    await page.locator('.menu a', { hasText: 'mailer' }).waitFor();
    const map = await stage.open('#/service-map');
    await map.locator('.map-link').first().waitFor();
  });
});

describe('14: exceptions in groups', () => {
  it('by type, message and frame, with counts, stack and the last traces', async () => {
    const page = await stage.open('#/errors');
    const group = page.locator('.row-button', { hasText: 'NotFoundError' });
    await expect.poll(() => group.innerText()).toContain('order <n> not found');
    await group.click();
    await page.getByText('placeOrder').waitFor();
    await page.locator('.latest a').first().click();
    await page.locator('.timeline .row').first().waitFor();
    await page.goBack();
    await page.getByRole('button', { name: 'View traces' }).click();
    await page.waitForFunction(() => document.querySelectorAll('.traces .row').length === 2);
    await page.locator('.chip', { hasText: 'NotFoundError' }).waitFor();
  });
});

describe('15: export and import', () => {
  it('a trace goes out in three forms, and a file comes back in on another machine', async () => {
    const page = await openTrace(`#/traces/${failed().traceId}`);
    for (const [name, member] of [
      ['Answer of BatchGetTraces', 'Traces'],
      ['OTLP JSON', 'resourceSpans'],
    ] as const) {
      await page.getByRole('button', { name: 'Export' }).click();
      const href = await page.getByRole('link', { name }).getAttribute('href');
      expect(Object.keys((await (await fetch(stage.xray.url + href)).json()) as object)).toContain(member);
      await page.keyboard.press('Escape');
    }
    const bundle = await (await fetch(`${stage.xray.url}/-/export?format=bundle&id=${failed().traceId}`)).text();
    const other = await startStage();
    try {
      const there = await other.open('#/settings');
      await there
        .locator('input[type="file"]')
        .setInputFiles({ name: 'trace.xray', mimeType: 'application/json', buffer: Buffer.from(bundle) });
      await there.locator('.timeline .row', { hasText: 'pay.example.com' }).waitFor();
      expect(other.faults).toEqual([]);
    } finally {
      await other.close();
    }
    const database = Buffer.from(await (await fetch(`${stage.xray.url}/-/database`)).arrayBuffer());
    expect(database.subarray(0, 15).toString()).toBe('SQLite format 3');
  });
});

describe('15: forward', () => {
  it('sends a trace on where that was made possible, and says what became of it', async () => {
    const forwarded: string[][] = [];
    const own = await startStage({
      forward: async (documents) => {
        forwarded.push([...documents]);
        return forwarded.length === 1 ? [] : [{ Id: 'x', ErrorCode: 'Throttled', Message: 'slow down' }];
      },
    });
    try {
      await own.xray.ingest(failed().documents);
      const page = await own.open(`#/traces/${failed().traceId}`);
      for (const said of ['2 documents sent', '1 document sent; refused: Throttled slow down']) {
        await page.getByRole('button', { name: 'Export' }).click();
        await page.getByRole('button', { name: 'Send on to AWS X-Ray' }).click();
        await page.getByText(said, { exact: true }).waitFor();
      }
    } finally {
      await own.close();
    }
    expect(own.faults).toEqual([]);
    expect(forwarded.map((documents) => documents.map((text) => JSON.parse(text).name))).toEqual([
      ['shop-web', 'orders-api'],
      ['shop-web', 'orders-api'],
    ]);
  });

  it('is not offered where it was not', async () => {
    const page = await openTrace(`#/traces/${failed().traceId}`);
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('link', { name: 'X-Ray JSON' }).waitFor();
    expect(await page.getByRole('button', { name: 'Send on to AWS X-Ray' }).count()).toBe(0);
  });
});

describe('17: deep links', () => {
  it('lead to an entity and a tab; an unknown id says what it is', async () => {
    const page = await openTrace(
      `#/traces/${failed().traceId.replace(/^1-|-/g, '')}?select=${entityId(2, 5)}&tab=resources`,
    );
    await page.locator(`.pane[data-entity="${entityId(2, 5)}"]`).waitFor();
    await expect.poll(() => page.locator('[role="tab"][aria-selected="true"]').innerText()).toBe('Resources');
    const unknown = await stage.open('#/traces/1-6920a1f3-5d2c0123456789abcdef0123');
    await unknown.getByText('This trace is not in this store').waitFor();
    await expect.poll(() => unknown.locator('.empty').innerText()).toMatch(/By its id it began on 21 Nov 2025/);
    const nowhere = await stage.open('#/nowhere');
    await nowhere.getByText('There is no such page').waitFor();
  });
});

describe('18: keyboard', () => {
  it('moves, opens, goes back to the place, and lists its keys', async () => {
    const list = '#/traces?filter=!fault&sort=-duration';
    const page = await stage.open(list);
    await page.locator('.traces .row').first().waitFor();
    for (let step = 0; step < 4; step++) await page.keyboard.press('j');
    await page.locator('.traces .row[aria-rowindex="5"][aria-selected="true"] .row-link:focus').waitFor();
    const selected = await page.locator('.traces .row[aria-selected="true"] a').first().getAttribute('href');
    await page.keyboard.press('Enter');
    await page.locator('.timeline .row').first().waitFor();
    expect(page.url()).toContain(selected!.slice(2));
    await page.keyboard.press('Escape');
    await page.locator(`.traces .row[aria-selected="true"] a[href="${selected}"]`).waitFor();
    expect(decodeURIComponent(new URL(page.url()).hash)).toBe(list);
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    for (const [key, heading] of [
      ['e', 'Errors'],
      ['i', 'Intake'],
      ['s', 'Settings'],
    ]) {
      await goTo(page, `g${key}`, page.getByRole('heading', { level: 1, name: heading! }));
    }
  });
});

describe('18: keys of every page', () => {
  it('Escape closes what is open, j and k go along the rows', async () => {
    const page = await stage.open('#/service-map');
    const node = page.locator('[data-node] [tabindex="0"]');
    await node.focus();
    await page.keyboard.press('Enter');
    await page.locator('.map-panel').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.map-panel').waitFor({ state: 'detached' });
    await expect.poll(() => node.evaluate((element) => element === document.activeElement)).toBe(true);

    await goTo(page, 'gt', page.getByRole('heading', { level: 1, name: 'Traces' }));
    await page.keyboard.press('r');
    await page.locator('.drawer').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.drawer').waitFor({ state: 'detached' });

    await goTo(page, 'ge', page.getByRole('heading', { level: 1, name: 'Errors' }));
    const group = page.locator('.row-button');
    await group.nth(1).waitFor();
    for (const key of 'jj') await page.keyboard.press(key);
    await expect.poll(() => group.nth(1).evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press('Enter');
    await page.locator('.error-details').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.error-details').waitFor({ state: 'detached' });
  });
});

describe('19: copy', () => {
  it('id, JSON, a curl that sends it again; a link to the logs', async () => {
    await fetch(`${stage.xray.url}/-/settings`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        editorLink: 'vscode://file/{path}:{line}:{column}',
        logLink: 'https://logs.example.com/?q={trace_id}',
        pathMappings: [],
      }),
    });
    const page = await openTrace(`#/traces/${failed().traceId}?select=${entityId(2, 4)}`);
    const clipboard = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
    await page.keyboard.press('c');
    await page.getByText('Copied the id').waitFor();
    expect(await clipboard()).toBe(entityId(2, 4));
    await page.getByRole('tab', { name: 'Raw' }).click();
    await page.getByRole('button', { name: 'Copy JSON' }).click();
    await page.getByText('Copied the JSON').waitFor();
    expect(JSON.parse(await clipboard())).toMatchObject({ id: entityId(2, 4), name: 'orders-api' });
    await page.getByRole('button', { name: 'Copy curl' }).click();
    await page.getByText('Copied a curl command').waitFor();
    expect(await clipboard()).toContain(`curl -s ${stage.xray.url}/TraceSegments -d`);
    await page.getByRole('button', { name: 'Export' }).click();
    await expect
      .poll(() => page.getByRole('link', { name: 'Logs of this trace' }).getAttribute('href'))
      .toBe(`https://logs.example.com/?q=${failed().traceId.replace(/^1-|-/g, '')}`);
  });
});

describe('20: less noise', () => {
  it('one click hides; a chip says so, and brings back', async () => {
    const health = makeOrder(next++, { ageSeconds: 1 });
    const [root] = health.documents as [{ http: { request: { url: string } } }];
    root.http.request.url = 'http://shop.example.com/health';
    await stage.xray.ingest(health.documents);
    const page = await stage.open();
    await row(page, health.traceId).hover();
    await row(page, health.traceId)
      .getByRole('button', { name: /^More about/ })
      .click();
    await page.getByRole('button', { name: 'Hide health checks' }).click();
    await row(page, health.traceId).waitFor({ state: 'detached' });
    await page.getByText('1 hidden').waitFor();
    await page.getByRole('button', { name: 'Show health checks again' }).click();
    await row(page, health.traceId).waitFor();
  });
});

describe('21: nothing comes', () => {
  it('says where it listens, and after half a minute what to set', async () => {
    const empty = await startStage();
    try {
      const page = await empty.open();
      await page.getByText('Waiting for the first trace').waitFor();
      await expect.poll(() => page.locator('.empty').innerText()).toContain(empty.xray.url);
      expect(await page.getByRole('tab', { name: 'X-Ray SDK' }).count()).toBe(0);
      const context = await empty.browser.newContext({ locale: 'en-US' });
      const late = await context.newPage();
      await late.clock.install();
      await late.goto(empty.xray.url);
      await late.getByText('Waiting for the first trace').waitFor();
      const tab = late.getByRole('tab', { name: 'X-Ray SDK' });
      // Again until it is there: the page begins to wait with its next frame.
      await expect
        .poll(async () => {
          await late.clock.fastForward(31_000);
          return tab.count();
        })
        .toBe(1);
      await tab.click();
      await late.getByText(`AWS_XRAY_DAEMON_ADDRESS=${new URL(empty.xray.url).host}`, { exact: true }).waitFor();
      await context.close();
      // What the page offers to send arrives.
      const command = await page.locator('.code pre').first().innerText();
      const { stdout } = await promisify(execFile)('bash', ['-c', command]);
      expect(JSON.parse(stdout)).toEqual({ UnprocessedTraceSegments: [] });
      // Its time is now, which for this server's clock is another day.
      expect((await empty.xray.traces()).map(({ root }) => root?.name)).toEqual(['hello']);
      await empty.xray.reset();
      await page.getByText('Waiting for the first trace').waitFor();
      await empty.xray.ingest(['not json']);
      await page.getByText('1 document came and was rejected').waitFor();
    } finally {
      await empty.close();
    }
    expect(empty.faults).toEqual([]);
  });

  it('no match: what there is, and which term to take out', async () => {
    const page = await stage.open('#/traces?filter=fault+AND+annotation.tier+%3D+%22free%22');
    await page.getByRole('button', { name: 'Without annotation.tier = "free"' }).click();
    await page.waitForFunction(() => document.querySelectorAll('.traces .row').length === 1);
  });
});

function filterOf(page: Page): string {
  return new URLSearchParams(page.url().split('?')[1]).get('filter') ?? '';
}

/** Presses two keys, and once more where the machine let too much time pass between them. */
async function goTo(page: Page, keys: string, heading: Locator): Promise<void> {
  await expect
    .poll(
      async () => {
        for (const key of keys) await page.keyboard.press(key);
        await heading.waitFor({ state: 'attached', timeout: 5_000 }).catch(() => undefined);
        return heading.count();
      },
      { timeout: 30_000 },
    )
    .toBe(1);
}

async function drag(page: Page, selector: string): Promise<void> {
  const box = (await page.locator(selector).first().boundingBox())!;
  await page.mouse.move(box.x + 5, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 4 });
  await page.mouse.up();
}

function toMillis(text: string): number {
  const [, value = 'NaN', unit = ''] = /([\d.]+)\s*(µs|ms|s|min)?/.exec(text) ?? [];
  return Number(value) * ({ µs: 0.001, ms: 1, s: 1_000, min: 60_000 }[unit] ?? 1);
}
