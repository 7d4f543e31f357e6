import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import pixelmatch from 'pixelmatch';
import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { BLANK_FONT, makeBlankFont } from './blank-font.ts';
import { useStage } from './console-page.ts';
import { makeOrders, NOW_MILLIS } from './documents.ts';

// How the main pages look: where everything is, its colours and shapes. Text has its room, but no ink: machines smooth letters and choose fonts in ways
// of their own, 2 to 4 % of the pixels, and what is written is read by the other tests. XRAY_GOLDEN=renew takes the pictures anew; look at the difference.
const GOLDEN = join(import.meta.dirname, 'golden/pictures');
/** How different the colours of two pixels may be, from 0 to 1, and how many pixels may be more different than that: a mark of status has 80. */
const THRESHOLD = 0.02;
const MOST_DIFFERENT = 30;

const BLANK_TEXT = `
  @font-face { font-family: ${BLANK_FONT}; src: url(data:font/ttf;base64,${makeBlankFont().toString('base64')}); font-weight: 100 900; }
  *, *::before, *::after, *::placeholder {
    font-family: ${BLANK_FONT} !important;
    font-synthesis: none !important;
    text-rendering: geometricPrecision !important;
    text-decoration: none !important;
    caret-color: transparent !important;
  }
`;

const orders = makeOrders();
const failed = orders[1]?.traceId;
const slow = orders[10]?.traceId;

const SCREENS: readonly (readonly [name: string, hash: string, ready: string])[] = [
  ['traces', '#/traces?columns=tier', '.histograms canvas'],
  ['service-map', '#/service-map', '[data-node] .map-name'],
  ['trace', `#/traces/${slow}`, '.pane .facts'],
  ['trace-failed', `#/traces/${failed}`, '.pane .exception'],
  ['compare', `#/compare/${slow}/${failed}`, '.compare .row'],
  ['errors', '#/errors', '.row-button'],
  ['intake', '#/intake?tab=rejected', '#panel-intake .table'],
];

describe.skipIf(!inject('browser').isPackaged)('with npm’s browser, as others draw otherwise', () => {
  const stage = useStage(orders);
  const empty = useStage([]);
  beforeAll(async () => {
    await stage.xray.ingest(['not json', '{"id":"1"}']);
  });

  describe.each([
    ['light', 1_200, 640],
    ['dark', 900, 640],
  ] as const)('%s, %i × %i', (theme, width, height) => {
    let page: Page;
    beforeAll(async () => {
      page = await openBlank(stage);
    });

    async function openBlank(where: typeof stage): Promise<Page> {
      const opened = await where.open('#/settings', { theme, width, height, bypassCSP: true });
      await opened.clock.setFixedTime(NOW_MILLIS);
      // What it thinks of the server's clock is from the time when it was loaded.
      await opened.reload();
      await opened.addStyleTag({ content: BLANK_TEXT });
      await opened.evaluate((font) => document.fonts.load(`13px ${font}`), BLANK_FONT);
      return opened;
    }

    it.each(SCREENS)('%s', async (name, hash, ready) => {
      await page.evaluate((to) => {
        location.hash = to;
      }, hash);
      await page.locator(ready).first().waitFor();
      await expectPicture(page, `${name}-${theme}`);
    });

    it('empty', async () => {
      const opened = await openBlank(empty);
      await opened.evaluate(() => {
        location.hash = '#/traces';
      });
      await opened.getByText('Waiting for the first trace').waitFor();
      await expectPicture(opened, `empty-${theme}`);
    });
  });
});

/** Until it looks so; what it looked like last is kept if it never does. */
async function expectPicture(page: Page, name: string): Promise<void> {
  const draw = async (): Promise<PNG> => PNG.sync.read(await page.screenshot({ animations: 'disabled' }));
  const file = join(GOLDEN, `${name}.png`);
  if (process.env['XRAY_GOLDEN'] === 'renew') await renew(file, draw);
  const golden = PNG.sync.read(readFileSync(file));
  let last: { actual: PNG; count: number; difference?: PNG } | undefined;
  try {
    await expect
      .poll(async () => {
        const actual = await draw();
        last = { actual, ...differenceOf(golden, actual) };
        return last.count;
      })
      .toBeLessThanOrEqual(MOST_DIFFERENT);
  } catch (error) {
    if (!last) throw error;
    const folder = mkdtempSync(join(tmpdir(), 'otel-xray-pictures-'));
    write(join(folder, basename(file)), last.actual);
    if (last.difference) write(join(folder, `${name}-difference.png`), last.difference);
    expect.fail(
      `${last.count} pixels of ${name} are different: see ${folder}, and CONTRIBUTING.md on how to renew it.`,
    );
  }
}

/** Keeps what is drawn twice in the same way, unless it is the same as before. */
async function renew(file: string, draw: () => Promise<PNG>): Promise<void> {
  let actual = await draw();
  for (let next = await draw(); differenceOf(actual, next).count > 0; next = await draw()) actual = next;
  if (existsSync(file) && differenceOf(PNG.sync.read(readFileSync(file)), actual).count === 0) return;
  mkdirSync(GOLDEN, { recursive: true });
  write(file, actual);
}

function differenceOf(golden: PNG, actual: PNG): { count: number; difference?: PNG } {
  const { width, height } = golden;
  if (width !== actual.width || height !== actual.height) return { count: width * height };
  const difference = new PNG({ width, height });
  const count = pixelmatch(golden.data, actual.data, difference.data, width, height, {
    threshold: THRESHOLD,
    includeAA: true,
  });
  return { count, difference };
}

function write(file: string, picture: PNG): void {
  writeFileSync(file, PNG.sync.write(picture, { colorType: 2, deflateLevel: 9 }));
}
