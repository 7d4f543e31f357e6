import { describe, expect, it } from 'vitest';
import { useStage } from './console-page.ts';
import { entityId, makeOrder, NOW_MILLIS, traceIdOf } from './documents.ts';

const failed = makeOrder(1, { outcome: 'fault' });
const others = Array.from({ length: 30 }, (_, n) => makeOrder(n + 2));
const slow = makeOrder(40, { paymentMillis: 60_000, ageSeconds: 90 });
const stage = useStage([failed, ...others, slow]);

describe('status in words and in forced colours', () => {
  it('every failing row names its status to a screen reader', async () => {
    const page = await stage.open(`#/traces/${failed.traceId}`);
    const rows = page.locator('.timeline .row', { hasText: /50[24]/ });
    await rows.first().waitFor();
    for (const text of await rows.allTextContents()) expect(text).toMatch(/50[24] fault/);
  });

  it('forced colours keep the critical path, gaps and pressed buttons', async () => {
    const page = await stage.open(`#/traces/${failed.traceId}`);
    await page.emulateMedia({ forcedColors: 'active' });
    await page.locator('.bar-path').first().waitFor();
    const drawn = await page.evaluate(() => {
      const style = (selector: string) => getComputedStyle(document.querySelector(selector)!);
      const probe = document.createElement('i');
      document.body.append(probe);
      probe.style.cssText = 'forced-color-adjust:none;color:CanvasText;background:Highlight';
      const { color: text, backgroundColor: highlight } = getComputedStyle(probe);
      return {
        path: style('.bar-path').backgroundColor === text,
        gap: style('.bar-gap').borderTopStyle,
        pressed: style('.toolbar [aria-pressed="true"]').backgroundColor === highlight,
      };
    });
    expect(drawn).toEqual({ path: true, gap: 'dashed', pressed: true });
  });
});

describe('scales', () => {
  it('a bar beyond the scale of the list ends in an arrow', async () => {
    const page = await stage.open('#/traces?sort=-responseTime');
    await page.locator('.traces .row').first().waitFor();
    await expect.poll(() => page.locator('.response-bar.is-over').count()).toBe(1);
  });

  it('the axis of a trace of 0 ms has one mark', async () => {
    const start = NOW_MILLIS / 1_000 - 2;
    const traceId = traceIdOf(800, start);
    await stage.xray.ingest([
      { trace_id: traceId, id: entityId(800, 1), name: 'instant', start_time: start, end_time: start },
    ]);
    const page = await stage.open(`#/traces/${traceId}`);
    await page.locator('.timeline-tick').first().waitFor();
    expect(await page.locator('.timeline-tick').allInnerTexts()).toEqual(['0 ms']);
    await page.getByText('1 segment or subsegment,').waitFor();
  });

  it('traces over time end at now', async () => {
    const answer = await fetch(`${stage.xray.url}/-/traces/aggregate`, {
      method: 'POST',
      body: JSON.stringify({ start: (NOW_MILLIS - 1_800_000) * 1e3, filter: `user = "alice"` }),
    });
    const { overTime } = (await answer.json()) as { overTime: { start: number; step: number; slots: unknown[] } };
    expect(overTime.start + overTime.step * overTime.slots.length).toBeGreaterThanOrEqual(NOW_MILLIS * 1e3);
  });
});

it('comparing has keys: along the rows, and the other way around', async () => {
  const [a, b] = [failed.traceId, slow.traceId];
  const page = await stage.open(`#/compare/${a}/${b}`);
  await page.locator('.compare .row').first().waitFor();
  await page.keyboard.press('j');
  await expect.poll(() => page.evaluate(() => document.activeElement?.className)).toContain('quiet-link');
  await page.keyboard.press('s');
  await expect.poll(() => page.url()).toContain(`#/compare/${b}/${a}`);
});
