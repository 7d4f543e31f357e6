import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalXRay } from '@otel-xray/local';
import { describe, expect, it } from 'vitest';
import { startStage, useStage } from './console-page.ts';
import { entityId, makeOrder, makeOrders, NOW_MILLIS, traceIdOf } from './documents.ts';

// Hostile documents, a server that goes and comes back, a second tab, clocks that are off: a sentence each, and never a broken page.
const stage = useStage(makeOrders());

const HOSTILE: readonly (readonly [string, string])[] = [
  ['markup', '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>'],
  ['a link that runs', 'javascript:document.title="owned"'],
  ['bidi marks', '\u202egnp.exe\u202c \u2066left\u2069'],
  ['right to left', 'שלום עולם مرحبا'],
  ['emoji', '👩‍👩‍👧‍👦🏳️‍🌈💥'],
  ['names of Object', '__proto__'],
  ['as much as a document may hold', 'x'.repeat(18_000)],
];

describe('hostile documents', () => {
  it.each(HOSTILE)('%s: text everywhere, nothing runs', async (_, text) => {
    const trace = 3_000 + HOSTILE.findIndex(([, each]) => each === text);
    const start = NOW_MILLIS / 1_000 - 5;
    const traceId = traceIdOf(trace, start);
    const shorter = text.slice(0, 30_000);
    const rejected = await stage.xray.ingest([
      {
        trace_id: traceId,
        id: entityId(trace, 1),
        name: 'hostile',
        start_time: start,
        end_time: start + 1,
        fault: true,
        user: text.slice(0, 200),
        http: { request: { method: 'GET', url: `http://x/${shorter.slice(0, 500)}` }, response: { status: 500 } },
        annotations: { value: text.slice(0, 900) },
        metadata: { [text.slice(0, 50)]: { [text.slice(0, 40)]: text, deep: { list: [text.slice(0, 100)] } } },
        cause: {
          exceptions: [
            {
              id: entityId(trace, 9),
              type: text.slice(0, 80),
              message: shorter,
              stack: [{ path: text.slice(0, 60), line: 1, label: text.slice(0, 60) }],
            },
          ],
        },
        sql: { sanitized_query: `select ${shorter}`, database_type: 'PostgreSQL' },
        subsegments: [
          {
            id: entityId(trace, 2),
            name: text.slice(0, 190),
            start_time: start,
            end_time: start + 0.5,
            namespace: 'remote',
          },
        ],
      },
    ]);
    expect(rejected.UnprocessedTraceSegments).toEqual([]);
    const page = await stage.open(`#/traces/${traceId}?select=${entityId(trace, 1)}`);
    await page.locator('#panel-entity .facts').first().waitFor();
    for (const tab of ['Overview', 'Annotations', 'Metadata', 'Exceptions', 'SQL', 'Notes', 'Raw']) {
      const button = page.getByRole('tab', { name: tab });
      if (await button.isDisabled()) continue;
      await button.click();
      await page.locator('#panel-entity > *').first().waitFor();
    }
    for (const [hash, ready] of [
      ['#/traces?columns=value', '.traces .row'],
      ['#/errors', '.row-button'],
      ['#/service-map', '[data-node]'],
      ['#/intake', '#panel-intake .table'],
    ] as const) {
      await page.goto(`${stage.xray.url}/${hash}`);
      await page.locator(ready).first().waitFor();
    }
    expect(await page.title()).not.toBe('owned');
    expect(await page.locator('img, script:not([src]):not([type="application/json"])').count()).toBe(0);
    expect(await page.locator('a[href^="javascript:"]').count()).toBe(0);
    // It still answers.
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
  });
});

describe('a server that stops and comes back', () => {
  it('says so, keeps what is shown, and goes on with the new one', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'otel-xray-console-'));
    const first = await startLocalXRay({ port: 0, now: () => NOW_MILLIS, dataDir });
    const order = makeOrder(4_001, { ageSeconds: 5 });
    await first.ingest(order.documents);
    const context = await stage.browser.newContext({ locale: 'en-US', timezoneId: 'UTC' });
    const page = await context.newPage();
    let second: Awaited<ReturnType<typeof startLocalXRay>> | undefined;
    try {
      await page.goto(first.url);
      await page.locator('.traces .row').first().waitFor();
      await first.close();
      await page.getByText('does not answer').waitFor();
      await page.getByRole('button', { name: 'Reconnecting' }).waitFor();
      await expect.poll(() => page.locator('.traces .row').count()).toBe(1);
      second = await startLocalXRay({ port: first.port, now: () => NOW_MILLIS, dataDir });
      await page.getByText('does not answer').waitFor({ state: 'detached', timeout: 20_000 });
      await second.ingest(makeOrder(4_002, { ageSeconds: 4 }).documents);
      await page.waitForFunction(() => document.querySelectorAll('.traces .row').length === 2);
    } finally {
      await context.close();
      await second?.close();
      rmSync(dataDir, { recursive: true, force: true });
    }
  });

  it('that comes back with another store: every page loads again; until then it says for how long it tries', async () => {
    const first = await startLocalXRay({ port: 0, now: () => NOW_MILLIS });
    await first.ingest(makeOrder(4_005, { ageSeconds: 5 }).documents);
    const context = await stage.browser.newContext({ locale: 'en-US', timezoneId: 'UTC' });
    const page = await context.newPage();
    let second: Awaited<ReturnType<typeof startLocalXRay>> | undefined;
    try {
      await page.goto(`${first.url}/#/service-map`);
      await page.locator('[data-node]').filter({ hasText: 'orders-api' }).waitFor();
      await first.close();
      await page.getByRole('button', { name: 'Reconnecting' }).waitFor();
      await expect.poll(() => page.locator('.live').innerText()).toMatch(/\d s/);
      const tryNow = page.getByRole('button', { name: 'Try now' });
      const stopped = page.getByRole('button', { name: 'Stopped' });
      await expect
        .poll(async () => {
          await tryNow.click();
          return stopped.count();
        })
        .toBe(1);
      expect(await page.locator('[data-node]').filter({ hasText: 'orders-api' }).count()).toBe(1);
      second = await startLocalXRay({ port: first.port, now: () => NOW_MILLIS });
      const segment = { name: 'newcomer', start_time: NOW_MILLIS / 1_000 - 5, end_time: NOW_MILLIS / 1_000 - 4 };
      await second.ingest([{ ...segment, trace_id: traceIdOf(4_006, segment.start_time), id: entityId(4_006, 1) }]);
      await page.locator('[data-node] [aria-label^="newcomer, service"]').waitFor();
      expect(await page.locator('[data-node]').filter({ hasText: 'orders-api' }).count()).toBe(0);
      await page.getByRole('button', { name: 'Live', exact: true }).waitFor();
    } finally {
      await context.close();
      await second?.close();
    }
  });

  it('forgets with the store: after a reset the list is empty, in a second tab too', async () => {
    const own = await startStage();
    try {
      await own.xray.ingest(makeOrder(4_003, { ageSeconds: 5 }).documents);
      const page = await own.open();
      const other = await own.open();
      await page.locator('.traces .row').first().waitFor();
      await other.locator('.traces .row').first().waitFor();
      await page.goto(`${own.xray.url}/#/settings`);
      await page.getByRole('button', { name: 'Forget everything…' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Forget everything' }).click();
      await other.getByText('Waiting for the first trace').waitFor();
    } finally {
      await own.close();
    }
    expect(own.faults).toEqual([]);
  });
});

describe('clocks', () => {
  it('off by hours: drawn as received, with a note, and moved when asked', async () => {
    const trace = 5_001;
    const start = NOW_MILLIS / 1_000 - 10;
    const traceId = traceIdOf(trace, start);
    await stage.xray.ingest([
      {
        trace_id: traceId,
        id: entityId(trace, 1),
        name: 'caller',
        start_time: start,
        end_time: start + 1,
        subsegments: [
          { id: entityId(trace, 2), name: 'callee', namespace: 'remote', start_time: start, end_time: start + 0.9 },
        ],
      },
      {
        trace_id: traceId,
        id: entityId(trace, 3),
        parent_id: entityId(trace, 2),
        name: 'callee',
        start_time: start - 7_200,
        end_time: start - 7_199.5,
      },
    ]);
    const page = await stage.open(`#/traces/${traceId}`);
    await page.locator('.timeline .row').first().waitFor();
    await expect.poll(() => page.locator('.timeline .row').count()).toBe(3);
    await page.getByText('The clock of callee is 2 h behind its caller’s.').waitFor();
    await page.getByRole('button', { name: 'Shift by 2 h' }).click();
    await page.getByText('1 s of 1 s').waitFor();
  });
});

describe('many', () => {
  it('of 500 nodes, forty are on the map, the rest in the table', async () => {
    const own = await startStage();
    try {
      const start = NOW_MILLIS / 1_000 - 60;
      const documents = Array.from({ length: 500 }, (_, index) => ({
        trace_id: traceIdOf(1, start),
        id: entityId(1, 10 + index * 3),
        ...(index > 0 && { parent_id: entityId(1, 10 + Math.floor((index - 1) / 3) * 3) }),
        name: `service-${index}`,
        start_time: start + index * 0.001,
        end_time: start + 2,
        ...(index === 250 && { fault: true }),
      }));
      await own.xray.ingest(documents);
      const page = await own.open('#/service-map');
      await page.locator('[data-node] .map-name').first().waitFor();
      await expect.poll(() => page.locator('[data-node]').count()).toBeLessThanOrEqual(40);
      await page.getByText(/of 501 nodes/).waitFor();
      await page.locator('[data-node]').filter({ hasText: 'service-250' }).waitFor();
      await page.getByRole('button', { name: 'Table' }).click();
      await page.locator('.table').getByText('service-499').first().waitFor();
    } finally {
      await own.close();
    }
    expect(own.faults).toEqual([]);
  });
});
