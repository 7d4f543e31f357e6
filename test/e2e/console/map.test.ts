import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { startStage } from './console-page.ts';
import { entityId, NOW_MILLIS, traceIdOf } from './documents.ts';

const SERVICES = 200;
type Json = Record<string, unknown>;

/** Requests through 200 services that call several others each, with retries, and a failing one. */
function makeCity(): Json[] {
  const start = NOW_MILLIS / 1_000 - 60;
  return Array.from({ length: SERVICES }, (_, n) => {
    const trace = 4_000 + n;
    const time = { start_time: start + n / 10, end_time: start + n / 10 + 0.2 };
    const called = [(n * 7 + 1) % SERVICES, (n * 13 + 5) % SERVICES, (n + 1) % SERVICES];
    const calls = called.flatMap((to, i) =>
      [0, 1].map((attempt) => ({
        ...{ id: entityId(trace, 10 + i * 2 + attempt), name: `service-${to}`, namespace: 'remote', ...time },
        ...(attempt === 0 && { fault: true }),
      })),
    );
    const segment = {
      ...{ trace_id: traceIdOf(trace, start), id: entityId(trace, 1), name: `service-${n}`, ...time },
      origin: 'AWS::ECS::Container',
    };
    return { ...segment, ...(n === 42 && { fault: true }), subsegments: calls };
  });
}

/** A sender, its queue, and a worker that a link leads to. */
function makeQueue(): Json[] {
  const start = NOW_MILLIS / 1_000 - 20;
  const time = { start_time: start, end_time: start + 0.2 };
  const [trace, other] = [traceIdOf(5_001, start), traceIdOf(5_002, start)];
  return [
    {
      ...{ trace_id: trace, id: entityId(5_001, 1), name: 'sender', origin: 'AWS::ECS::Container', ...time },
      subsegments: [
        {
          ...{ id: entityId(5_001, 2), name: 'SQS', namespace: 'aws', ...time },
          aws: { operation: 'SendMessage', queue_url: 'https://sqs.eu-west-1.amazonaws.com/1/orders' },
        },
      ],
    },
    {
      ...{ trace_id: other, id: entityId(5_002, 1), name: 'worker', origin: 'AWS::ECS::Container', ...time },
      links: [{ trace_id: trace, id: entityId(5_001, 2) }],
    },
  ];
}

/** Pairs of labels that cover each other. */
const overlaps = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const texts = [...document.querySelectorAll('.map text')]
      .map((text) => ({ text: text.textContent ?? '', box: text.getBoundingClientRect() }))
      .filter(({ text, box }) => text.trim() !== '' && box.width > 0);
    return texts.flatMap((a, i) =>
      texts.slice(i + 1).flatMap((b) => {
        const x = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
        const y = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
        return x > 4 && y > 4 ? [`${a.text} / ${b.text}`] : [];
      }),
    );
  });

describe('the map', () => {
  it('of 200 services with retries opens around the worst, no label covers another', async () => {
    const stage = await startStage();
    try {
      await stage.xray.ingest(makeCity());
      const page = await stage.open('#/service-map');
      await page.locator('[data-node] .map-name').first().waitFor();
      const nodes = await page.locator('[data-node]').count();
      expect(nodes).toBeGreaterThan(3);
      expect(nodes).toBeLessThanOrEqual(40);
      expect(await overlaps(page)).toEqual([]);
      await page.getByText(/of \d{3} nodes/).waitFor();
      // The type is below the name, and the legend is not above the canvas.
      await page.locator('[data-node]', { hasText: 'container' }).first().waitFor();
      const [canvas, legend] = await Promise.all([
        page.locator('svg.map').boundingBox(),
        page.locator('.map-legend').boundingBox(),
      ]);
      expect(legend?.y).toBeGreaterThanOrEqual((canvas?.y ?? 0) + (canvas?.height ?? 0));
      // The panel leaves the selected node in view.
      await page.locator('[data-node]').last().click();
      const panel = await page.locator('.map-panel').boundingBox();
      await expect
        .poll(async () => {
          const box = await page.locator('.map-node.selected .map-ring').first().boundingBox();
          return (box?.x ?? Infinity) + (box?.width ?? 0) < (panel?.x ?? 0);
        })
        .toBe(true);
      expect(stage.faults).toEqual([]);
    } finally {
      await stage.close();
    }
  });

  it('leads a link through the queue, without a time that nobody waited', async () => {
    const stage = await startStage();
    try {
      await stage.xray.ingest(makeQueue());
      const page = await stage.open('#/service-map');
      const link = page.locator('[data-edge]:has(.map-link)');
      await link.waitFor();
      expect(await link.getAttribute('aria-label')).toMatch(/^orders to worker: link, 1 call$/);
      expect((await link.locator('text').allInnerTexts()).join('')).toBe('');
    } finally {
      await stage.close();
    }
  });
});
