import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useStage } from './console-page.ts';
import { entityId, makeOrders } from './documents.ts';

// axe of WCAG 2.2 A and AA on every page and open menu, in both themes; and what axe leaves undecided.
const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const orders = makeOrders();
const stage = useStage(orders);

beforeAll(async () => {
  await stage.xray.ingest(['not json', '{"id":"1"}']);
});

const failed = (): string => orders[1]!.traceId;
const SCREENS: readonly (readonly [
  name: string,
  hash: () => string,
  ready: string,
  prepare?: (page: Page) => Promise<void>,
])[] = [
  ['traces', () => '#/traces?columns=tier', '.traces .row'],
  [
    'traces, histograms as tables',
    () => '#/traces',
    '.traces .row',
    async (page) => {
      for (let table = 0; table < 2; table++) await page.getByRole('button', { name: 'as table' }).first().click();
      await page.locator('.histogram-table').nth(1).waitFor();
    },
  ],
  [
    'traces, refining',
    () => '#/traces',
    '.traces .row',
    async (page) => {
      await page.keyboard.press('r');
      await page.locator('.drawer li').first().waitFor();
    },
  ],
  ['traces, differences', () => '#/traces?differ=failing', '.difference-list li'],
  ['traces, grouped', () => '#/traces?by=annotation.tier', '.groups .row'],
  [
    'traces, a menu',
    () => '#/traces',
    '.traces .row',
    async (page) => {
      await page.getByRole('button', { name: 'Time range' }).click();
      await page.locator('.menu').waitFor();
    },
  ],
  [
    'traces, completing',
    () => '#/traces',
    '.traces .row',
    async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('service(');
      await page.getByRole('option').first().waitFor();
    },
  ],
  ['no match', () => '#/traces?filter=fault+AND+ok', '.empty'],
  ['trace', () => `#/traces/${failed()}`, '.frame-line'],
  ['trace, finding', () => `#/traces/${failed()}?find=orders`, '.timeline.finding .is-hit'],
  ['trace, overview', () => `#/traces/${failed()}?tab=overview&select=${entityId(2, 7)}`, '.facts'],
  ['trace, metadata', () => `#/traces/${failed()}?tab=metadata&select=${entityId(2, 1)}`, '.json-node'],
  ['trace, annotations', () => `#/traces/${failed()}?tab=annotations&select=${entityId(2, 4)}`, '#panel-entity .table'],
  ['trace, SQL', () => `#/traces/${failed()}?tab=sql&select=${entityId(2, 6)}`, '.code'],
  ['trace, raw', () => `#/traces/${failed()}?tab=raw&select=${entityId(2, 6)}`, '.raw'],
  ['trace, statistics', () => `#/traces/${failed()}?view=statistics`, '.statistics .row'],
  ['trace, flame view', () => `#/traces/${failed()}?view=flame`, '.flame-box'],
  ['trace with its map', () => `#/traces/${failed()}?map=yes`, '.trace-map [data-node]'],
  ['unknown trace', () => '#/traces/1-6920a1f3-5d2c0123456789abcdef0123', '.empty h1'],
  ['service map', () => '#/service-map', '[data-node] .map-name'],
  [
    'service map, a node',
    () => '#/service-map',
    '[data-node] .map-name',
    async (page) => {
      await page.locator('[data-node]').filter({ hasText: 'orders-api' }).click();
      await page.locator('.map-panel canvas').nth(1).waitFor();
    },
  ],
  ['service map, table', () => '#/service-map?view=table', '.table'],
  [
    'errors',
    () => '#/errors',
    '.row-button',
    async (page) => {
      await page.locator('.row-button').first().click();
      await page.locator('.latest a').first().waitFor();
    },
  ],
  ['errors without exception', () => '#/errors?tab=statuses', '.table'],
  ['intake', () => '#/intake', '.table'],
  ['intake, rejected', () => '#/intake?tab=rejected', '.table'],
  ['intake, notes', () => '#/intake?tab=notes', '#panel-intake *'],
  ['intake, sampling', () => '#/intake?tab=sampling', '.fields'],
  ['compare', () => `#/compare/${failed()}/${orders[10]!.traceId}`, '.compare .row'],
  ['compare filters', () => '#/compare?filterA=fault&filterB=ok', '.chart'],
  ['settings', () => '#/settings', 'form'],
  [
    'help',
    () => '#/settings',
    'form',
    async (page) => {
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
    },
  ],
  [
    'trace, details below',
    () => `#/traces/${failed()}`,
    '.pane .exception',
    async (page) => {
      await page.getByRole('button', { name: 'Put the details below the timeline' }).click();
      await page.locator('.split.below').waitFor();
    },
  ],
  [
    'traces, logarithmic',
    () => '#/traces',
    '.histogram canvas',
    async (page) => {
      await page.getByRole('button', { name: 'logarithmic' }).first().click();
      await page.getByRole('button', { name: 'linear', exact: true }).first().waitFor();
    },
  ],
];

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

describe.each(['light', 'dark'] as const)('%s', (theme) => {
  let page: Page;
  beforeAll(async () => {
    page = await stage.open('#/traces', { theme });
    // Before any page: the policy of the page lets no script in later.
    await page.addInitScript({ path: axePath });
  });

  it.each(SCREENS.map((screen) => [screen[0], screen] as const))('%s', async (_, [, hash, ready, prepare]) => {
    await page.goto('about:blank');
    await page.goto(`${stage.xray.url}/${hash()}`);
    await page.locator(ready).first().waitFor();
    await prepare?.(page);
    const violations = await page.evaluate(async (isDark) => {
      const { axe } = globalThis as unknown as {
        axe: { run(where: Document, options: object): Promise<{ violations: Violation[] }> };
      };
      // Only colours differ between the themes.
      const rules = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };
      const tags = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] };
      return (await axe.run(document, { runOnly: isDark ? rules : tags })).violations;
    }, theme === 'dark');
    const found = violations.map(
      ({ id, help, nodes }) =>
        `${id}: ${help}\n${nodes
          .slice(0, 3)
          .map(({ html, failureSummary }) => `  ${html.slice(0, 200)}\n  ${failureSummary}`)
          .join('\n')}`,
    );
    expect(found).toEqual([]);
  });

  it('text in the map is read: 4.5 : 1 on what is behind it', async () => {
    await page.goto(`${stage.xray.url}/#/service-map`);
    await page.locator('[data-node] .map-name').first().waitFor();
    const texts = await page.evaluate(() => {
      const paint = (colour: string): number[] => {
        const canvas = document.createElement('canvas');
        const context = canvas.getContext('2d')!;
        context.fillStyle = colour;
        context.fillRect(0, 0, 1, 1);
        return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
      };
      return [...document.querySelectorAll('.map text')].map((text) => {
        const { fill, stroke, fontSize } = getComputedStyle(text);
        return {
          text: text.textContent,
          fill: paint(fill),
          behind: paint(stroke),
          fontSize: Number.parseFloat(fontSize),
        };
      });
    });
    expect(texts.length).toBeGreaterThan(10);
    const unread = texts.filter(({ fill, behind }) => contrast(fill, behind) < 4.5);
    expect(unread).toEqual([]);
  });
});

it('keeps the place of the keyboard when new traces come in', async () => {
  const page = await stage.open('#/traces');
  await page.locator('.traces .row').first().waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.locator('.traces .row[aria-rowindex="3"] .row-link:focus').waitFor();
  const focused = (): Promise<string | null> => page.evaluate(() => document.activeElement?.id ?? null);
  const before = await focused();
  expect(before).toMatch(/^trace-1-/);
  await stage.xray.ingest([
    {
      trace_id: '1-6b0170c7-00000000000000000000beef',
      id: '00000000000000ee',
      name: 'newcomer',
      start_time: 1_795_256_519.5,
      end_time: 1_795_256_519.6,
    },
  ]);
  await page.getByRole('button', { name: '1 new' }).waitFor();
  expect(await focused()).toBe(before);
});

it.each([
  ['200 % zoom', 720, 430],
  ['900 px', 900, 700],
])('%s: nothing is cut off, the pane is below', async (_, width, height) => {
  const page = await stage.open(`#/traces/${failed()}`, { width, height });
  await page.locator('.timeline .row').first().waitFor();
  await page.locator('#panel-entity .exception').first().waitFor();
  const [timeline, pane] = await Promise.all([
    page.locator('.timeline').boundingBox(),
    page.locator('.pane').boundingBox(),
  ]);
  expect(pane!.y).toBeGreaterThan(timeline!.y);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
});

it('every page fits at 200 % zoom: what is wider scrolls in its own box', async () => {
  const page = await stage.open('#/settings', { width: 720, height: 430 });
  const wide: string[] = [];
  for (const [name, hash, ready] of SCREENS) {
    await page.goto(`${stage.xray.url}/${hash()}`);
    await page.locator(ready).first().waitFor();
    const { scrollWidth, scrollHeight } = await page.evaluate(() => {
      const { scrollWidth, scrollHeight } = document.documentElement;
      return { scrollWidth, scrollHeight };
    });
    if (scrollWidth > 720 || scrollHeight > 430) wide.push(`${name}: ${scrollWidth} × ${scrollHeight}`);
  }
  expect(wide).toEqual([]);
});

it.each([900, 1_000])('at %i px the panel of the map covers neither its node nor the legend', async (width) => {
  const page = await stage.open('#/service-map', { width, height: 700 });
  const node = page.locator('[data-node]').filter({ hasText: 'orders-api' });
  await node.click();
  await page.locator('.map-panel canvas').nth(1).waitFor();
  const covered = async (): Promise<string[]> => {
    const panel = (await page.locator('.map-panel').boundingBox())!;
    const isCovered = ({ x, y, width, height }: typeof panel): boolean =>
      x < panel.x + panel.width && x + width > panel.x && y < panel.y + panel.height && y + height > panel.y;
    const boxes = await Promise.all(
      [page.locator('.map-legend'), page.locator('.map-zoom'), node.locator('.map-disc')].map((each) =>
        each.boundingBox(),
      ),
    );
    return ['legend', 'zoom', 'node'].filter((_, index) => isCovered(boxes[index]!));
  };
  await expect.poll(covered).toEqual([]);
});

it('says status by shape where colours are the system’s own', async () => {
  const page = await stage.open('#/traces');
  await page.emulateMedia({ forcedColors: 'active' });
  await page.locator('.traces .row', { hasText: '502' }).first().waitFor();
  const shapes = await page
    .locator('.traces .row .mark path')
    .evaluateAll((paths) => new Set(paths.map((path) => path.getAttribute('d'))).size);
  expect(shapes).toBeGreaterThanOrEqual(4);
});

function contrast(a: readonly number[], b: readonly number[]): number {
  const luminance = (colour: readonly number[]): number => {
    const [red = 0, green = 0, blue = 0] = colour.map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}
